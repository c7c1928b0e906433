// How long requests took: counts in buckets that are at most 6 % wide.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace rolecall::load {

class Latencies {
 public:
  void add(std::uint64_t ns) {
    ++counts_[bucket_of(ns)];
    ++total_;
    max_ns_ = std::max(max_ns_, ns);
  }
  void add(const Latencies& others);

  std::uint64_t total() const { return total_; }
  // What the given share of all took at most, e.g. 0.99; 0 where there are none. Up to a bucket's
  // width more than the true figure, never less, and never more than the longest.
  double quantile_us(double share) const;
  double max_us() const { return static_cast<double>(max_ns_) / 1000; }

 private:
  static constexpr unsigned steps = 16;  // buckets per doubling
  static std::size_t bucket_of(std::uint64_t ns);
  static std::uint64_t end_of(std::size_t bucket);  // in ns

  std::array<std::uint64_t, 61 * steps> counts_{};
  std::uint64_t total_ = 0;
  std::uint64_t max_ns_ = 0;
};

}  // namespace rolecall::load
