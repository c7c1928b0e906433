// Roles as pictures: one person's over time, and the directory's.
//
// Threads: any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/types/role.hpp"
#include "projections/history/role_counts.hpp"

namespace rolecall {

// What a user was from one moment to another.
struct RoleHeld {
  Timestamp from, to;
  Role role{};
  Status status{};
};

// A lane for each role; a bar for each time that it was held, pale while the user was deactivated,
// and none while removed. At least one, the oldest first, each from the end of the one before.
std::string draw_roles_of(std::string_view username, const std::vector<RoleHeld>& held);

// The counts above each other as areas. At least two, in order of time, the last one later than
// the first.
std::string draw_roles_over_time(const std::vector<RoleCounts>& counts);

}  // namespace rolecall
