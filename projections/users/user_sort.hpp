// Users in the order of any of their members.
#pragma once

#include <optional>
#include <string_view>

#include "projections/users/user_query.hpp"

namespace rolecall {

enum class UserMember : std::uint8_t {
  created_at,
  username,
  email,
  display_name,
  first_name,
  last_name,
  external_id,
  role,  // by rank
  status,
  updated_at,
  profile_updated_at,
  role_changed_at,
  role_valid_until,
  last_active_on,
};

struct UserSort {
  UserMember by = UserMember::created_at;
  bool descending = false;
};

// The member's name as above, with `-` before it for descending. Nothing: no such member.
std::optional<UserSort> parse_user_sort(std::string_view text);

// As list_users() of user_query.hpp, in that order whatever the filter: texts whatever the case,
// absent values last, equal ones as they were created. In order of creation or of usernames,
// without names or a group to filter by, an index serves; all else looks at every match: not for an
// I/O thread. `last_active_on` is of no position: a walk by it may miss whom it moves.
Result<UserPage> list_users_sorted(const ReadModel& model, const UserFilter& filter, UserSort sort,
                                   std::size_t limit, Position at,
                                   const std::optional<Cursor>& after);

}  // namespace rolecall
