// API keys at a position.
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

struct ApiKeyPage {
  std::vector<ApiKeyNo> keys;
  std::optional<Cursor> next;
};

// Newest first, revoked and expired ones too; with `owner` only that user's. Fails with
// invalid_argument (field "cursor").
Result<ApiKeyPage> list_api_keys(const View& view, std::optional<UserNo> owner, std::size_t limit,
                                 const std::optional<Cursor>& after);

// The keys of that owner that open then and act with less than that role (state/authority.hpp),
// oldest first.
std::vector<ApiKeyNo> api_keys_below(const View& view, UserNo owner, Role role);

}  // namespace rolecall
