#include "bench/peers/paired_ratios.hpp"

#include <algorithm>
#include <cmath>

namespace rolecall::peers {
namespace {

constexpr double tail_max = 0.025;

}  // namespace

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// The median lies below the kth of n values where fewer than k of n fair coins show heads.
std::size_t interval_begin(std::size_t count) {
  double just_so_many = std::pow(0.5, static_cast<double>(count));
  double tail = 0;
  std::size_t begin = 0;
  while (begin < count && (tail += just_so_many) <= tail_max) {
    just_so_many *= static_cast<double>(count - begin) / static_cast<double>(begin + 1);
    ++begin;
  }
  return std::max<std::size_t>(begin, 1);
}

Ratio median_ratio(std::vector<double> ratios) {
  std::ranges::sort(ratios);
  const std::size_t begin = interval_begin(ratios.size());
  return {median_of(ratios), ratios[begin - 1], ratios[ratios.size() - begin]};
}

}  // namespace rolecall::peers
