// How many held each role, over time.
//
// Threads: any.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "projections/model/view.hpp"

namespace rolecall {

// Active users by role at a moment.
struct RoleCounts {
  Timestamp time;
  Position position{};                              // of the last event by then
  std::array<std::uint32_t, role_count> holders{};  // lowest rank first
};

// At each of the moments; of what has happened by then.
std::vector<RoleCounts> role_counts(const View& view, const std::vector<Timestamp>& moments);

// `count` moments, 2 or more, from one to another at the same distance.
std::vector<Timestamp> spread_evenly(Timestamp from, Timestamp to, std::size_t count);
// Both, and each start of a quarter of a year between them. `from` is before `to`.
std::vector<Timestamp> starts_of_quarters(Timestamp from, Timestamp to);

}  // namespace rolecall
