// Time from left to right.
#pragma once

#include <string>
#include <vector>

#include "engine/types/timestamp.hpp"
#include "tools/picture/svg.hpp"

namespace rolecall {

class TimeAxis {
 public:
  // `to` is later than `from`.
  TimeAxis(Timestamp from, Timestamp to, double left, double right)
      : from_(from), to_(to), left_(left), right_(right) {}

  Timestamp from() const { return from_; }
  Timestamp to() const { return to_; }
  // What lies outside is moved to the nearer end.
  double x(Timestamp time) const;
  // A line and its name at the start of each year, or of each month where the years are few; not
  // more than a dozen.
  void draw(Svg& svg, double top, double bottom) const;

 private:
  Timestamp from_, to_;
  double left_, right_;
};

}  // namespace rolecall
