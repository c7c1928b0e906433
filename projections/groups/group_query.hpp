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
#include "projections/model/read_model.hpp"

namespace rolecall {

// Nothing: no group of that id or name lived then. Inside an epoch guard.
std::optional<GroupNo> find_living_group(const State& state, const GroupRef& ref, Position at);

// Nothing: not a member then, or no present user. Inside an epoch guard.
std::optional<Membership> find_membership(const ReadModel& model, GroupNo group, const UserId& user,
                                          Position at);

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
// most `limit` (1 or more), behind `after` if given; then `at` is the cursor's position. Fails
// with not_found (field "user") and invalid_argument (field "cursor").
Result<GroupPage> list_groups(const ReadModel& model, const GroupFilter& filter, std::size_t limit,
                              Position at, const std::optional<Cursor>& after);

// All of them, for dialects that have no cursors: takes time in proportion.
std::vector<GroupNo> all_groups(const ReadModel& model, const GroupFilter& filter, Position at);

struct MemberPage {
  std::vector<Membership> members;
  std::optional<Cursor> next;
};

// The members who are present users by the time of first joining, latest first: who comes back has
// the old place. Fails with invalid_argument (field "cursor").
Result<MemberPage> list_members(const ReadModel& model, GroupNo group, std::size_t limit,
                                Position at, const std::optional<Cursor>& after);
std::vector<Membership> all_members(const ReadModel& model, GroupNo group, Position at);

}  // namespace rolecall
