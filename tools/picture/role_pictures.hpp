// Roles as pictures: one person's over time, and the directory's.
//
// Threads: any.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "projections/read_model.hpp"

namespace rolecall {

// A lane for each role; a bar from when it was given until the next one, pale while the user was
// deactivated, and none while removed. Until `now`. The user must have been created by `at`.
std::string draw_roles_of(const ReadModel& model, UserNo user, Position at, Timestamp now);

// How many active users held each role at that moment.
struct RoleCounts {
  Timestamp time;
  Position position{};
  std::array<std::uint32_t, role_count> holders{};  // lowest rank first
};
RoleCounts role_counts(const ReadModel& model, Timestamp time, Position head);

// The counts above each other as areas. At least two, in order of time, the last one later than
// the first.
std::string draw_roles_over_time(const std::vector<RoleCounts>& counts);

}  // namespace rolecall
