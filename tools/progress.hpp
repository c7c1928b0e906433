// How far long work is, on stderr: a bar on a terminal, now and then a plain line elsewhere. Work
// that is done within a second shows nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace rolecall {

// Threads: one.
class Progress {
 public:
  explicit Progress(std::string what);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // takes the bar away

  void show(std::uint64_t done, std::uint64_t total);
  double seconds() const;  // since the beginning

 private:
  using Clock = std::chrono::steady_clock;

  const std::string what_;
  const bool is_terminal_;
  const Clock::time_point start_;
  Clock::time_point due_;
  bool shown_ = false;
};

}  // namespace rolecall
