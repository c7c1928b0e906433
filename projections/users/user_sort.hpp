// Users in the order of any of their members.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

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
  // As they are shown, also where they are derived; what is absent even so is "", and comes first.
  shown_names,  // first name, last name, username
  shown_last_name,
};

struct UserSort {
  UserMember by = UserMember::created_at;
  bool descending = false;
};

// The member's name as above, with `-` before it for descending. Nothing: no such member, or one of
// those that are for dialects only, the last two.
std::optional<UserSort> parse_user_sort(std::string_view text);

// As list_users() of user_query.hpp, in that order whatever the filter: texts whatever the case,
// absent values last, equal ones as they were created. In order of creation, of usernames or of
// shown names, without names or a group to filter by, an index serves; all else looks at every
// match: not for an I/O thread. `last_active_on` is of no position: a walk by it may miss whom it
// moves.
Result<UserPage> list_users_sorted(const View& view, const UserFilter& filter, UserSort sort,
                                   std::size_t limit, const std::optional<Cursor>& after);

// Whether a query means this user, beside what its filter says.
using AcceptUser = std::function<bool(UserNo user, const UserVersion& version)>;

// A page by its number, as some dialects have them: of no cursor, so what is written between two
// pages moves users from one to the other.
struct NumberedQuery {
  UserFilter filter{};
  AcceptUser accept{};            // empty: everybody whom the filter means
  std::vector<UserSort> order{};  // the second counts where the first is equal; empty: the filter's
  std::size_t offset = 0;
  std::size_t limit = 1;
};
struct NumberedPage {
  std::vector<UserNo> users;
  std::size_t total = 0;  // on all pages
};
// Looks at every match where no index serves, and at all before the page where one does: not for an
// I/O thread. Fails with not_found (field "group").
Result<NumberedPage> list_numbered(const View& view, const NumberedQuery& query);

}  // namespace rolecall
