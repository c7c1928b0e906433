// List, find and count users at a position. Every answer is of that one position, whatever is
// written meanwhile; a page's cursor carries it on.
//
// Threads: from any. Each call takes its own epoch guard; a long walk leaves and enters again.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "engine/result.hpp"
#include "projections/model/cursor.hpp"
#include "projections/model/view.hpp"
#include "projections/users/user_filter.hpp"

namespace rolecall {

enum class UserOrder : std::uint8_t {
  created,             // oldest first
  created_descending,  // newest first
  username,
  shown_names,  // first name, last name, username, as they are shown; absent ones first
  shown_names_descending,
};

struct UserPage {
  std::vector<UserNo> users;
  std::optional<Cursor> next;  // nothing: this is the last page
};

// The users that `filter` means, at most `limit` (1 or more), behind `after` if given (then the
// view is of the cursor's position, which the caller has found not to be newer than the head).
// `order` counts where `filter` has no name, prefix or group. Those of one name come as they were
// created; the members of a group by first joining, latest first; those of a prefix in the order
// of the matching name. An erased user has no name: no list in the order of names has them.
// Fails with not_found (field "group") and invalid_argument (field "cursor").
Result<UserPage> list_users(const View& view, const UserFilter& filter, UserOrder order,
                            std::size_t limit, const std::optional<Cursor>& after);

// Visits all of them, in no order of note, without holding up the writer.
// Fails with not_found (field "group").
using VisitUser = std::function<void(UserNo user, const UserVersion& version)>;
Result<void> visit_users(const View& view, const UserFilter& filter, const VisitUser& visit);

// How many of them there are, by class. Without prefix, names and group it is one look-up.
Result<Counts::ByClass> count_users(const View& view, const UserFilter& filter);

// The holders' number of one role or status in a count by class.
std::uint32_t sum(const Counts::ByClass& counts, ClassSet classes);

}  // namespace rolecall
