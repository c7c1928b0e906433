// What the service manager is told: sd_notify(3) of systemd, over the datagram socket whose name
// NOTIFY_SOCKET has. Without that variable nothing is told.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "engine/types/position.hpp"

namespace rolecall {

// Threads: starting() from one, the rest from any. What cannot be told is dropped: no service ends
// for that.
class Supervisor {
 public:
  Supervisor();
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // While the log is replayed; once a second at most. Asks for another minute to start within.
  void starting(Position replayed, Position of);
  void ready(const std::string& status);
  void reloading();  // ready() ends it
  void stopping();
  // It lives; to be said again before the time is over that the manager watches for.
  void lives(const std::string& status);

 private:
  using Clock = std::chrono::steady_clock;

  void tell(const std::string& lines) const;

  int socket_ = -1;
  Clock::time_point starting_due_{};
};

// How long the service manager waits to hear that this process lives; nothing: it does not watch.
std::optional<std::chrono::microseconds> watchdog_time();

// Calls `check` twice in the time given, on a thread of its own, until its end.
class Watchdog {
 public:
  Watchdog(std::chrono::microseconds time, std::function<void()> check);

 private:
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace rolecall
