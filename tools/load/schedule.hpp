// When the requests of an open loop are due: at a fixed rate, whatever becomes of their answers.
//
// A latency that is counted from there is free of coordinated omission (Gil Tene's wrk2): a server
// that stalls is charged for every request that should have been sent meanwhile.
#pragma once

#include <chrono>
#include <cstdint>

namespace rolecall::load {

class Schedule {
 public:
  // One of `shares` threads has every `shares`th of all requests, from number `share` on, which is
  // less than `shares`. `per_second` is that of all together: 1 to 10,000,000.
  Schedule(std::uint64_t per_second, unsigned share, unsigned shares)
      : per_second_(per_second), shares_(shares), number_(share) {}

  // When the next request is due, counted from the beginning; the first of all at once.
  std::chrono::nanoseconds next_due() const;
  // It has been sent.
  void advance() { number_ += shares_; }
  // How many are due before that moment, the next one included.
  std::uint64_t count_before(std::chrono::nanoseconds moment) const;

 private:
  std::uint64_t per_second_;
  unsigned shares_;
  std::uint64_t number_;  // of the next one, among those of all threads
};

}  // namespace rolecall::load
