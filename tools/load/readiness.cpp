#include "tools/load/readiness.hpp"

#include <algorithm>
#include <sys/timerfd.h>
#include <unistd.h>

#include "tools/load/tcp_socket.hpp"

namespace rolecall::load {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr milliseconds wait_max{100};

}  // namespace

Readiness::Readiness()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &event);
}

Readiness::~Readiness() {
  ::close(timer_);
  ::close(epoll_);
}

Result<void> Readiness::watch(int socket, void* pointer) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = pointer;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) == 0) return {};
  return system_failure("epoll_ctl");
}

std::span<const epoll_event> Readiness::wait_until(Clock::time_point moment) {
  auto timeout = wait_max;
  const Clock::time_point now = Clock::now();
  if (moment <= now) {
    timeout = milliseconds(0);
  } else if (moment < now + wait_max) {
    const auto at = moment.time_since_epoch();
    itimerspec alarm{};
    alarm.it_value.tv_sec = duration_cast<seconds>(at).count();
    alarm.it_value.tv_nsec = duration_cast<nanoseconds>(at % seconds(1)).count();
    ::timerfd_settime(timer_, TFD_TIMER_ABSTIME, &alarm, nullptr);
  }
  const int count = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()),
                                 static_cast<int>(timeout.count()));
  return {events_.data(), static_cast<std::size_t>(std::max(count, 0))};
}

}  // namespace rolecall::load
