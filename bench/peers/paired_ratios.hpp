// How two things compare that were measured in turns.
#pragma once

#include <cstddef>
#include <vector>

namespace rolecall::peers {

double median_of(std::vector<double> values);  // of at least one

inline constexpr std::size_t interval_pairs_min = 6;

struct Ratio {
  double median = 0;
  double low = 0;  // an interval for the median of what was drawn from
  double high = 0;
};

// Of the ratios of pairs, at least one. The interval is that of two order statistics, which holds
// the median with a probability of 95 % or more whatever the distribution: of 15 ratios the 4th and
// the 12th. Of fewer than interval_pairs_min it is from the least to the greatest.
Ratio median_ratio(std::vector<double> ratios);

// The order statistic at which the interval of so many begins, counted from 1.
std::size_t interval_begin(std::size_t count);

}  // namespace rolecall::peers
