// What time it is, for all that rules compare with a time.
//
// The wall clock is believed as it stands when the clock is made (the process starts), and from
// then on as long as it goes along with the time since boot, which nobody can set. Put forward or
// back by more than limits::clock_step_max_us at once, it has jumped: now() goes on with the time
// since boot, until the wall clock is right again or the process is restarted, which means that
// whoever runs it believes the clock as it is.
//
// Order:   now() never goes back, so that what has run out stays so.
// Threads: any.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "engine/types/timestamp.hpp"

namespace rolecall {

struct ClockReading {
  Timestamp wall;
  std::int64_t since_boot_us = 0;  // goes on while the machine is suspended
};
ClockReading read_clocks();

class Clock {
 public:
  using Read = std::function<ClockReading()>;
  explicit Clock(Read read = read_clocks);

  struct Time {
    Timestamp now;
    std::int64_t jump_us = 0;  // of the wall clock against `now`: forward, back; 0: it is believed
    // Whether that is so much that nothing should be stored until somebody has looked at it.
    bool is_in_doubt() const;
  };
  Time time() const;
  Timestamp now() const { return time().now; }

 private:
  Read read_;
  // Of the wall clock when it was last believed, against the time since boot.
  mutable std::atomic<std::int64_t> offset_us_;
  mutable std::atomic<std::int64_t> least_us_;  // now() was as late when the wall clock went back
};

}  // namespace rolecall
