// Whose roles run out, and when.
#pragma once

#include <optional>

#include "projections/users/user_query.hpp"

namespace rolecall {

// Present users whose role runs out, soonest first; with `before` only those that end
// before it. Otherwise as list_users(). Takes time in proportion to all such grants ever made.
Result<UserPage> list_expiring_roles(const View& view, std::optional<Timestamp> before,
                                     std::size_t limit, const std::optional<Cursor>& after);

}  // namespace rolecall
