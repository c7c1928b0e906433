#include "tools/picture/time_axis.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace rolecall {
namespace {

using std::chrono::microseconds;
using std::chrono::sys_days;

sys_days midnight_of(Timestamp time) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<microseconds>(microseconds(time.us)));
}

int month_of(Timestamp time) {
  const std::chrono::year_month_day date(midnight_of(time));
  const unsigned month = static_cast<unsigned>(date.month()) - 1;
  return static_cast<int>(date.year()) * 12 + static_cast<int>(month);
}

int day_number_of(Timestamp time) {
  return static_cast<int>(midnight_of(time).time_since_epoch().count());
}

Timestamp start_of_year(int year) { return start_of_month(year, 1); }

Timestamp start_of_numbered_month(int month) {
  return start_of_month(month / 12, static_cast<unsigned>(month % 12 + 1));
}

Timestamp start_of_day(int day) { return {microseconds(std::chrono::days(day)).count()}; }

// A unit of the calendar; its years, months or days have numbers without gaps.
struct Unit {
  int (*number_of)(Timestamp time);
  Timestamp (*start_of)(int number);
  std::size_t name_chars;  // of an RFC 3339 text
  int ticks_most;
};

constexpr std::array<Unit, 3> units{{
    {year_of, start_of_year, 4, 12},
    {month_of, start_of_numbered_month, 7, 12},
    {day_number_of, start_of_day, 10, 8},
}};

// Half a name, and more than that.
constexpr double name_reach = 32;

std::string minute_of(Timestamp time) {
  std::string text = to_text(time).substr(0, 16);
  text[10] = ' ';
  return text;
}

}  // namespace

double TimeAxis::x(Timestamp time) const {
  const auto inside = std::clamp(time.us, from_.us, to_.us) - from_.us;
  const auto all = static_cast<double>(to_.us - from_.us);
  return left_ + (right_ - left_) * static_cast<double>(inside) / all;
}

std::vector<TimeAxis::Tick> TimeAxis::ticks() const {
  for (const Unit& unit : units) {
    const int first = unit.number_of(from_);
    const int count = unit.number_of(to_) - first + 1;
    if (count < 3) continue;  // perhaps only one begins between the ends
    std::vector<Tick> ticks;
    const int step = (count + unit.ticks_most - 1) / unit.ticks_most;
    for (int i = 0; i < count; i += step) {
      const Timestamp start = unit.start_of(first + i);
      if (start >= from_) ticks.push_back({start, to_text(start).substr(0, unit.name_chars)});
    }
    return ticks;
  }
  return {{from_, minute_of(from_)}, {to_, minute_of(to_)}};
}

void TimeAxis::draw(Svg& svg, double top, double bottom) const {
  for (const Tick& tick : ticks()) {
    const double at = x(tick.time);
    // To the right of the axis there is no room for half a name.
    const Anchor anchor = at + name_reach > right_ ? Anchor::end : Anchor::middle;
    svg.line({at, top}, {at, bottom}, "#dddddd");
    svg.text({at, bottom + 16}, tick.name, anchor, 11, "#666666");
  }
}

}  // namespace rolecall
