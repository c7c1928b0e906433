#include "tools/load/driver.hpp"

#include <array>
#include <sys/epoll.h>
#include <unistd.h>
#include <vector>

namespace rolecall::load {
namespace {

using std::chrono::duration;
using std::chrono::seconds;

constexpr seconds silence_max{30};

Error failed(const char* what) { return {Errc::unavailable, {}, what}; }

// Whatever becomes possible on any connection, once each time it does.
class Readiness {
 public:
  Readiness() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}
  ~Readiness() { ::close(epoll_); }
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  bool watch(Connection& connection) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &connection;
    return ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket(), &event) == 0;
  }
  std::span<epoll_event> wait_a_moment() {
    const int count = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 100);
    return {events_.data(), static_cast<std::size_t>(count < 0 ? 0 : count)};
  }

 private:
  int epoll_;
  std::array<epoll_event, 256> events_{};
};

}  // namespace

Result<LoadResult> run_load(const boost::asio::ip::tcp::endpoint& server, std::span<Share> shares,
                            double load_seconds,
                            const std::function<void(std::uint64_t)>& progress) {
  LoadResult result;
  bool is_over = false;
  std::vector<NextRequest> sources;  // stay where they are: connections point to them
  std::size_t connection_count = 0;
  for (const Share& share : shares) {
    sources.push_back(
        [&is_over, &share](std::string& out) { return is_over ? std::nullopt : share.next(out); });
    connection_count += share.connections;
  }
  Readiness readiness;
  std::vector<Connection> connections;
  connections.reserve(connection_count);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    for (std::size_t n = 0; n < shares[i].connections; ++n) {
      auto& connection = connections.emplace_back(shares[i].depth, sources[i], result.tally);
      if (auto opened = connection.open(server); !opened) return opened.error();
    }
  }

  const Clock::time_point began = Clock::now();
  for (Connection& connection : connections) {
    if (!readiness.watch(connection)) return failed("epoll_ctl");
  }
  Clock::time_point last_answer = began;
  Clock::time_point last_report = began;
  std::uint64_t answers = 0;
  std::size_t left = connections.size();
  while (left != 0) {
    for (const epoll_event& event : readiness.wait_a_moment()) {
      auto& connection = *static_cast<Connection*>(event.data.ptr);
      if (connection.is_done()) continue;
      if (auto advanced = connection.advance(); !advanced) return advanced.error();
      if (connection.is_done()) --left;
    }
    const Clock::time_point now = Clock::now();
    if (!is_over && duration<double>(now - began).count() >= load_seconds) is_over = true;
    if (now - last_report < seconds(1)) continue;
    last_report = now;
    if (result.tally.answers() != answers) last_answer = now;
    answers = result.tally.answers();
    progress(answers);
    if (now - last_answer > silence_max) return failed("no answer for half a minute");
  }
  result.seconds = duration<double>(Clock::now() - began).count();
  return result;
}

}  // namespace rolecall::load
