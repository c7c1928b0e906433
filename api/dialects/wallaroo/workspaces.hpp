// Workspaces: groups, each known by a small number that stays its own.
#pragma once

#include <cstdint>
#include <optional>

#include "api/service.hpp"
#include "projections/groups/group_query.hpp"

namespace rolecall::wallaroo {

std::int64_t workspace_id(GroupNo group);
// Nil names none, as an unknown number does.
GroupId group_of_workspace(const State& state, std::int64_t id);

// Who created it; nil: somebody who is no user. Reads the log: not for an I/O thread.
Result<UserId> creator_of(const Directory& directory, GroupNo group);

// The one that the user owns, and joined before all others of that kind; nothing: owns none.
std::optional<GroupNo> default_workspace(const View& view, UserNo user);

}  // namespace rolecall::wallaroo
