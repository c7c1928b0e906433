// The roles one user has had.
//
// Threads: from any.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/result.hpp"
#include "projections/model/cursor.hpp"
#include "projections/model/read_model.hpp"

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
// not created by `at`, and invalid_argument (field "cursor").
Result<RoleTimeline> role_timeline(const ReadModel& model, const UserId& id, std::size_t limit,
                                   Position at, const std::optional<Cursor>& after);

}  // namespace rolecall
