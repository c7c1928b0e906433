// One line of a history to import: a JSON object {time, actor, reason?, type, ...}, of type
//   UserCreated      username, role, and what else of a profile there is: email, display_name,
//                    first_name, last_name, external_id
//   RoleAssigned     username, role
//   UserDeactivated, UserReactivated             username
//   GroupCreated, GroupDeleted                   group
//   MemberAdded      group, username, member_role (owner or user; a second one changes the role)
//   MemberRemoved    group, username
#pragma once

#include <string_view>

#include "engine/writer/writer.hpp"

namespace rolecall {

// What the line asks of the writer. Fails with invalid_argument; whether the directory's state
// allows it is the writer's to say.
Result<CommandRequest> parse_history_line(std::string_view line);

}  // namespace rolecall
