#include "tools/load/schedule.hpp"

namespace rolecall::load {
namespace {

constexpr std::uint64_t ns_per_second = 1'000'000'000;

}  // namespace

// In whole seconds and the rest: the product of both would not fit 64 bits.
std::chrono::nanoseconds Schedule::next_due() const {
  const std::uint64_t rest = number_ % per_second_;
  return std::chrono::seconds(number_ / per_second_) +
         std::chrono::nanoseconds(rest * ns_per_second / per_second_);
}

std::uint64_t Schedule::count_before(std::chrono::nanoseconds moment) const {
  const auto ns = static_cast<std::uint64_t>(moment.count());
  const std::uint64_t rest = ns % ns_per_second * per_second_;
  const std::uint64_t end =
      ns / ns_per_second * per_second_ + (rest + ns_per_second - 1) / ns_per_second;
  return number_ >= end ? 0 : (end - number_ + shares_ - 1) / shares_;
}

}  // namespace rolecall::load
