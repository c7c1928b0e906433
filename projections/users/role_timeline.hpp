// The roles one user has had.
//
// Threads: from any.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/result.hpp"
#include "projections/cursor.hpp"
#include "projections/read_model.hpp"

namespace rolecall {

struct RoleSpan {
  Role role{};
  Position since{};
  std::optional<Position> until;         // nothing: still at the position asked about
  std::optional<Timestamp> valid_until;  // as it was given
};

struct RoleTimeline {
  std::vector<RoleSpan> spans;
  std::optional<Cursor> next;
};

// The latest first. The user must have been created by `at`. Fails with invalid_argument (field
// "cursor").
Result<RoleTimeline> role_timeline(const ReadModel& model, UserNo user, std::size_t limit,
                                   Position at, const std::optional<Cursor>& after);

}  // namespace rolecall
