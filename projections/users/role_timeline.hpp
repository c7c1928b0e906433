// The roles one user has had.
//
// Threads: from any.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/result.hpp"
#include "projections/model/cursor.hpp"
#include "projections/model/view.hpp"

namespace rolecall {

struct RoleSpan {
  Role role{};
  Position since{};                      // of the event that gave it, or brought the user back
  std::optional<Position> until;         // nothing: still at the position asked about
  std::optional<Timestamp> valid_until;  // as it was given
};

struct RoleTimeline {
  std::vector<RoleSpan> spans;
  std::optional<Cursor> next;
};

// The latest first. A removed user has none, until restored. Fails with not_found where the user is
// not created by then, and invalid_argument (field "cursor").
Result<RoleTimeline> role_timeline(const View& view, const UserId& id, std::size_t limit,
                                   const std::optional<Cursor>& after);

}  // namespace rolecall
