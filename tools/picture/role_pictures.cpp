#include "tools/picture/role_pictures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "tools/picture/svg.hpp"
#include "tools/picture/time_axis.hpp"

namespace rolecall {
namespace {

// Told apart by the colour blind, and in grey (Okabe and Ito).
constexpr std::array<std::string_view, role_count> colours{"#56b4e9", "#0072b2", "#e69f00",
                                                           "#d55e00"};
// What can be read on them, with a contrast of 4.5:1 or more; on the pale ones black can.
constexpr std::array<std::string_view, role_count> text_colours{"#000000", "#ffffff", "#000000",
                                                                "#000000"};

constexpr double width = 960;
constexpr double left = 90;
constexpr double right = width - 30;
constexpr double top = 48;

std::size_t index(Role role) { return static_cast<std::size_t>(role) - 1; }

std::string day_of_time(Timestamp time) { return to_text(time).substr(0, 10); }

// 1, 2 or 5 times a power of ten, so that there are five steps at most.
double nice_step(double most) {
  const double rough = std::max(most / 5, 1.0);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power) return factor * power;
  }
  return 10 * power;
}

}  // namespace

std::string draw_roles_of(std::string_view username, const std::vector<RoleHeld>& held) {
  constexpr double lane = 40;
  constexpr double bottom = top + lane * role_count;
  const std::string title = "Roles of " + std::string(username);
  const Timestamp end{std::max(held.back().to.us, held.front().from.us + 1)};
  const TimeAxis axis(held.front().from, end, left, right);
  Svg svg(width, bottom + 36, title);
  svg.text({left, 28}, shortened(title, right - left, 16), Anchor::start, 16, "#111111");
  axis.draw(svg, top, bottom);
  for (unsigned rank = 1; rank <= role_count; ++rank) {
    const double y = top + lane * (role_count - rank);
    svg.text({left - 10, y + lane / 2 + 4}, name_of(static_cast<Role>(rank)), Anchor::end);
    svg.line({left, y + lane}, {right, y + lane}, "#eeeeee");
  }
  for (const RoleHeld& span : held) {
    if (!is_present(span.status)) continue;
    const double y = top + lane * static_cast<double>(role_count - 1 - index(span.role));
    const double from = axis.x(span.from);
    const double length = std::max(axis.x(span.to) - from, 1.0);
    const std::string tip = std::string(name_of(span.role)) + ", " +
                            std::string(name_of(span.status)) + ", " + day_of_time(span.from) +
                            " to " + day_of_time(span.to);
    const std::string_view colour = colours[index(span.role)];
    const bool is_active = span.status == Status::active;
    svg.rectangle({from, y + 6}, length, lane - 12, colour, is_active ? 1 : 0.3, tip);
    if (length > 80) {
      svg.text({from + 6, y + lane / 2 + 4}, day_of_time(span.from), Anchor::start, 11,
               is_active ? text_colours[index(span.role)] : "#000000");
    }
  }
  return std::move(svg).finish();
}

std::string draw_roles_over_time(const std::vector<RoleCounts>& counts) {
  constexpr double bottom = 380;
  double most = 1;
  for (const RoleCounts& one : counts) {
    std::uint32_t all = 0;
    for (const std::uint32_t holders : one.holders) all += holders;
    most = std::max(most, static_cast<double>(all));
  }
  const double step = nice_step(most);
  const double scale_top = std::ceil(most / step) * step;
  const auto y = [&](double value) { return bottom - (bottom - top) * value / scale_top; };
  const TimeAxis axis(counts.front().time, counts.back().time, left, right);
  Svg svg(width, bottom + 66, "Active users by role over time");
  svg.text({left, 28}, "Active users by role", Anchor::start, 16, "#111111");
  std::vector<double> below(counts.size(), 0);
  for (std::size_t role = 0; role < role_count; ++role) {
    std::vector<Point> outline;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      outline.push_back({axis.x(counts[i].time), y(below[i])});
    }
    for (std::size_t i = counts.size(); i-- > 0;) {
      below[i] += counts[i].holders[role];
      outline.push_back({axis.x(counts[i].time), y(below[i])});
    }
    svg.area(outline, colours[role], name_of(static_cast<Role>(role + 1)));
  }
  axis.draw(svg, top, bottom);
  for (double value = 0; value <= scale_top; value += step) {
    svg.line({left, y(value)}, {right, y(value)}, "#dddddd");
    svg.text({left - 10, y(value) + 4}, std::to_string(static_cast<std::uint64_t>(value)),
             Anchor::end, 11, "#666666");
  }
  double x = left;
  for (std::size_t role = 0; role < role_count; ++role) {
    svg.rectangle({x, bottom + 36}, 14, 14, colours[role]);
    svg.text({x + 20, bottom + 48}, std::string(name_of(static_cast<Role>(role + 1))) + " " +
                                        std::to_string(counts.back().holders[role]));
    x += 140;
  }
  return std::move(svg).finish();
}

}  // namespace rolecall
