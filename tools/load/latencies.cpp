#include "tools/load/latencies.hpp"

#include <bit>

namespace rolecall::load {

// The highest five bits of the number, and how far they were shifted.
std::size_t Latencies::bucket_of(std::uint64_t ns) {
  if (ns < 2 * steps) return ns;
  const unsigned shift = static_cast<unsigned>(std::bit_width(ns)) - 5;
  return shift * std::size_t{steps} + (ns >> shift);
}

std::uint64_t Latencies::end_of(std::size_t bucket) {
  if (bucket < 2 * steps) return bucket + 1;
  const std::size_t shift = bucket / steps - 1;
  return (bucket % steps + steps + 1) << shift;
}

void Latencies::add(const Latencies& others) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += others.counts_[i];
  total_ += others.total_;
  max_ns_ = std::max(max_ns_, others.max_ns_);
}

double Latencies::quantile_us(double share) const {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen != 0 && static_cast<double>(seen) >= share * static_cast<double>(total_)) {
      return static_cast<double>(std::min(end_of(i), max_ns_)) / 1000;
    }
  }
  return 0;
}

}  // namespace rolecall::load
