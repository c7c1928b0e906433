// Roles as pictures: one person's over time, and the directory's.
//
// Threads: any.
#pragma once

#include <string>
#include <vector>

#include "projections/history/role_counts.hpp"
#include "projections/model/view.hpp"

namespace rolecall {

// A lane for each role; a bar from when it was given until the next one, pale while the user was
// deactivated, and none while removed, up to the view's time. The user must have been created by
// then.
std::string draw_roles_of(const View& view, UserNo user);

// The counts above each other as areas. At least two, in order of time, the last one later than
// the first.
std::string draw_roles_over_time(const std::vector<RoleCounts>& counts);

}  // namespace rolecall
