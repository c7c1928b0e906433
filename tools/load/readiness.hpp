// What becomes possible on sockets, and that a moment has come: epoll with a timer.
#pragma once

#include <array>
#include <chrono>
#include <span>
#include <sys/epoll.h>

#include "engine/result.hpp"

namespace rolecall::load {

// Threads: one.
class Readiness {
 public:
  using Clock = std::chrono::steady_clock;

  Readiness();
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // Each time that reading or writing becomes possible, at once if it is, wait_until() tells of
  // the socket with this pointer, which is not null.
  Result<void> watch(int socket, void* pointer);
  // Waits for something on a socket, but not past the moment, nor longer than a tenth of a second.
  // The timer is exact where epoll's own timeouts are of whole milliseconds. An event whose pointer
  // is null is the timer's.
  std::span<const epoll_event> wait_until(Clock::time_point moment);

 private:
  int epoll_;
  int timer_;
  std::array<epoll_event, 256> events_{};
};

}  // namespace rolecall::load
