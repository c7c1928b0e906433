// What differs between two positions: people, groups, memberships. What changed and changed back in
// between is no difference.
//
// Threads: from any. Looks at every user, group and membership behind the cursor until the page is
// full: not for an I/O thread.
#pragma once

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

#include "engine/result.hpp"
#include "projections/model/cursor.hpp"
#include "projections/model/view.hpp"

namespace rolecall {

// Nothing: not there then. A user who is removed, and whose group is deleted, is not there.
struct PresentUser {
  UserVersion version;
  std::optional<Timestamp> role_valid_until;  // nothing: for good
};
struct UserDifference {
  UserNo user{};
  std::optional<PresentUser> before;
  std::optional<PresentUser> after;
};
struct GroupDifference {
  GroupNo group{};
  std::optional<GroupVersion> before;
  std::optional<GroupVersion> after;
};
struct MemberDifference {
  GroupNo group{};
  UserNo user{};
  std::optional<MemberRole> before;
  std::optional<MemberRole> after;
};
using Difference = std::variant<UserDifference, GroupDifference, MemberDifference>;

struct DifferencePage {
  std::vector<Difference> differences;  // users, groups, then memberships, each by number
  std::optional<Cursor> next;
};

// At most `limit` (1 or more), behind `after` if given, whose position must be that of `until`.
// `since` is not after `until`, and of the same model. Fails with invalid_argument (field
// "cursor").
Result<DifferencePage> list_differences(const View& since, const View& until, std::size_t limit,
                                        const std::optional<Cursor>& after);

}  // namespace rolecall
