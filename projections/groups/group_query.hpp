// Groups and members at a position.
//
// Threads: from any. Each list takes its own epoch guard.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/result.hpp"
#include "engine/types/refs.hpp"
#include "projections/model/cursor.hpp"
#include "projections/model/view.hpp"

namespace rolecall {

// Nothing: no group of that id or name lived then.
std::optional<GroupNo> find_living_group(const View& view, const GroupRef& ref);

// Nothing: not a member then, or no present user.
std::optional<Membership> find_membership(const View& view, GroupNo group, const UserId& user);

// All conditions must hold.
struct GroupFilter {
  std::string prefix{};             // of the name, whatever the case; empty: any
  std::optional<UserRef> member{};  // groups this user is in
};

struct GroupPage {
  std::vector<GroupNo> groups;
  std::optional<Cursor> next;
};

// The living groups by name; those of one member by the time of first joining, latest first. At
// most `limit` (1 or more), behind `after` if given; then the view is of its position. Fails
// with not_found (field "user") and invalid_argument (field "cursor").
Result<GroupPage> list_groups(const View& view, const GroupFilter& filter, std::size_t limit,
                              const std::optional<Cursor>& after);

// All of them, for dialects that have no cursors: takes time in proportion.
std::vector<GroupNo> all_groups(const View& view, const GroupFilter& filter);

struct MemberPage {
  std::vector<Membership> members;
  std::optional<Cursor> next;
};

// The members who are present users by the time of first joining, latest first: who comes back has
// the old place. Fails with invalid_argument (field "cursor").
Result<MemberPage> list_members(const View& view, GroupNo group, std::size_t limit,
                                const std::optional<Cursor>& after);
std::vector<Membership> all_members(const View& view, GroupNo group);

}  // namespace rolecall
