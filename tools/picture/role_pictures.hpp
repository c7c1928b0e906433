// Roles as pictures: one person's over time, and the directory's.
//
// Threads: any.
#pragma once

#include <string>
#include <vector>

#include "projections/history/role_counts.hpp"
#include "projections/model/read_model.hpp"

namespace rolecall {

// A lane for each role; a bar from when it was given until the next one, pale while the user was
// deactivated, and none while removed. Until `now`. The user must have been created by `at`.
std::string draw_roles_of(const ReadModel& model, UserNo user, Position at, Timestamp now);

// The counts above each other as areas. At least two, in order of time, the last one later than
// the first.
std::string draw_roles_over_time(const std::vector<RoleCounts>& counts);

}  // namespace rolecall
