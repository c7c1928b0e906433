#include "tools/picture/time_axis.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace rolecall {
namespace {

constexpr int ticks_most = 12;

}  // namespace

double TimeAxis::x(Timestamp time) const {
  const auto inside = std::clamp(time.us, from_.us, to_.us) - from_.us;
  const auto all = static_cast<double>(to_.us - from_.us);
  return left_ + (right_ - left_) * static_cast<double>(inside) / all;
}

void TimeAxis::draw(Svg& svg, double top, double bottom) const {
  const int first = year_of(from_);
  const int years = year_of(to_) - first + 1;
  const bool by_month = years <= 2;
  const int units = by_month ? years * 12 : years;
  const int step = (units + ticks_most - 1) / ticks_most;
  for (int i = 0; i < units; i += step) {
    const int year = first + (by_month ? i / 12 : i);
    const unsigned month = by_month ? static_cast<unsigned>(i % 12 + 1) : 1;
    const Timestamp start = start_of_month(year, month);
    if (start < from_ || start > to_) continue;
    svg.line({x(start), top}, {x(start), bottom}, "#dddddd");
    const std::string name = by_month ? fmt::format("{}-{:02}", year, month) : std::to_string(year);
    svg.text({x(start), bottom + 16}, name, Anchor::middle, 11, "#666666");
  }
}

}  // namespace rolecall
