#include "tools/serving/supervisor.hpp"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace rolecall {
namespace {

constexpr std::chrono::seconds status_interval{1};

std::string_view variable(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr ? std::string_view() : text;
}

// What another process was meant to hear, and a number that is none, is nothing.
std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Without a socket, or where nobody listens: -1.
int connected_socket(std::string_view name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.empty() || name.size() >= sizeof address.sun_path) return -1;
  name.copy(address.sun_path, name.size());
  if (name.front() == '@') address.sun_path[0] = '\0';  // an abstract name
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const int made = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (made < 0 || ::connect(made, reinterpret_cast<const sockaddr*>(&address), size) == 0) {
    return made;
  }
  ::close(made);
  return -1;
}

}  // namespace

Supervisor::Supervisor() : socket_(connected_socket(variable("NOTIFY_SOCKET"))) {}

Supervisor::~Supervisor() {
  if (socket_ >= 0) ::close(socket_);
}

void Supervisor::tell(const std::string& lines) const {
  if (socket_ < 0) return;
  while (::send(socket_, lines.data(), lines.size(), MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

void Supervisor::starting(Position replayed, Position of) {
  const Clock::time_point now = Clock::now();
  if (now < starting_due_) return;
  starting_due_ = now + status_interval;
  tell("STATUS=replaying the log: " + std::to_string(number(replayed)) + " of " +
       std::to_string(number(of)) + "\nEXTEND_TIMEOUT_USEC=60000000");
}

void Supervisor::ready(const std::string& status) { tell("READY=1\nSTATUS=" + status); }

void Supervisor::reloading() {
  const auto now =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch());
  tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()));
}

void Supervisor::stopping() { tell("STOPPING=1\nSTATUS=stopping"); }

void Supervisor::lives(const std::string& status) { tell("WATCHDOG=1\nSTATUS=" + status); }

std::optional<std::chrono::microseconds> watchdog_time() {
  const auto time = number_in(variable("WATCHDOG_USEC"));
  const std::string_view process = variable("WATCHDOG_PID");
  if (!time || *time <= 0 || (!process.empty() && number_in(process) != ::getpid())) {
    return std::nullopt;
  }
  return std::chrono::microseconds(*time);
}

Watchdog::Watchdog(std::chrono::microseconds time, std::function<void()> check)
    : thread_([this, time, check = std::move(check)](const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!stopped_.wait_for(lock, stop, time / 2, [&] { return stop.stop_requested(); })) {
          check();
        }
      }) {}

}  // namespace rolecall
