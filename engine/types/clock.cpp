#include "engine/types/clock.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <utility>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

// What two readings one after the other may differ by where nobody has set a clock.
constexpr std::int64_t reading_error_us = 1000;

void raise(std::atomic<std::int64_t>& value, std::int64_t least) {
  std::int64_t seen = value.load(std::memory_order_relaxed);
  while (seen < least && !value.compare_exchange_weak(seen, least, std::memory_order_relaxed)) {
  }
}

}  // namespace

ClockReading read_clocks() {
  const Timestamp wall = wall_clock();
  timespec since_boot{};
  ::clock_gettime(CLOCK_BOOTTIME, &since_boot);
  return {wall, std::int64_t{since_boot.tv_sec} * 1'000'000 + since_boot.tv_nsec / 1000};
}

Clock::Clock(Read read) : read_(std::move(read)) {
  const auto [wall, since_boot_us] = read_();
  offset_us_ = wall.us - since_boot_us;
  least_us_ = std::numeric_limits<std::int64_t>::min();
}

bool Clock::Time::is_in_doubt() const { return std::abs(jump_us) > limits::clock_jump_max_us; }

Clock::Time Clock::time() const {
  const auto [wall, since_boot_us] = read_();
  const std::int64_t expected_us = since_boot_us + offset_us_.load(std::memory_order_relaxed);
  const std::int64_t ahead_us = wall.us - expected_us;
  const bool has_jumped = std::abs(ahead_us) > limits::clock_step_max_us;
  if (!has_jumped && std::abs(ahead_us) > reading_error_us) {
    if (ahead_us < 0) raise(least_us_, expected_us);
    offset_us_.store(wall.us - since_boot_us, std::memory_order_relaxed);
  }
  const std::int64_t now_us = has_jumped ? expected_us : wall.us;
  return {{std::max(now_us, least_us_.load(std::memory_order_relaxed))}, has_jumped ? ahead_us : 0};
}

}  // namespace rolecall
