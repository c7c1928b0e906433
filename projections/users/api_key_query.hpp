// API keys at a position.
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

struct ApiKeyPage {
  std::vector<ApiKeyNo> keys;
  std::optional<Cursor> next;
};

// Newest first, revoked and expired ones too; with `owner` only that user's. Fails with
// invalid_argument (field "cursor").
Result<ApiKeyPage> list_api_keys(const ReadModel& model, std::optional<UserNo> owner,
                                 std::size_t limit, Position at,
                                 const std::optional<Cursor>& after);

// The keys of that owner that open at `at` and act with less than that role (state/authority.hpp),
// oldest first.
std::vector<ApiKeyNo> api_keys_below(const ReadModel& model, UserNo owner, Role role, Position at);

}  // namespace rolecall
