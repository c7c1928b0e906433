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

  // What lies outside is moved to the nearer end.
  double x(Timestamp time) const;
  // A line and its name at the start of each year; of each month, or day, where fewer than three
  // years, or months, are touched. Not more than a dozen, and not fewer than two: where even the
  // days are few, they stand at both ends and tell the minute.
  void draw(Svg& svg, double top, double bottom) const;

 private:
  struct Tick {
    Timestamp time;
    std::string name;
  };
  std::vector<Tick> ticks() const;

  Timestamp from_, to_;
  double left_, right_;
};

}  // namespace rolecall
