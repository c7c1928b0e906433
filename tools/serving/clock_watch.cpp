#include "tools/serving/clock_watch.hpp"

#include <chrono>
#include <cstdint>

#include <spdlog/spdlog.h>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

constexpr std::chrono::seconds look_interval{1};

void tell(const Clock::Time& time) {
  if (time.jump_us == 0) {
    spdlog::info("the machine's clock is right again");
    return;
  }
  spdlog::warn(
      "the machine's clock was put {} by {} s: time goes on as before{}. Set it right, or restart "
      "the server, which takes it as it is",
      time.jump_us > 0 ? "forward" : "back", std::abs(time.jump_us) / 1'000'000,
      time.is_in_doubt() ? ", and changes are refused" : "");
}

}  // namespace

ClockWatch::ClockWatch(const ReadModel& model)
    : clock_(model.clock()), thread_([this](const std::stop_token& stop) { watch(stop); }) {
  const std::int64_t ahead_us = log_ahead_us(model);
  if (ahead_us <= limits::clock_step_max_us) return;
  spdlog::warn(
      "the last event lies {} s ahead of the machine's clock: it is wrong, or was wrong then. What "
      "is recorded gets the last event's time until the clock is past it",
      ahead_us / 1'000'000);
}

void ClockWatch::watch(const std::stop_token& stop) {
  std::int64_t told_us = 0;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, stop, look_interval, [] { return false; })) {
    if (stop.stop_requested()) return;
    const Clock::Time time = clock_.time();
    const bool is_another = std::abs(time.jump_us - told_us) > limits::clock_step_max_us;
    if (is_another || (time.jump_us == 0) != (told_us == 0)) {
      tell(time);
      told_us = time.jump_us;
    }
  }
}

}  // namespace rolecall
