#include "projections/users/bound_role_query.hpp"

#include <algorithm>
#include <utility>

#include "projections/users/user_since.hpp"

namespace rolecall {

Result<UserPage> list_expiring_roles(const View& view, std::optional<Timestamp> before,
                                     std::size_t limit, const std::optional<Cursor>& after) {
  const Position at = view.at();
  const State& state = view.state();
  using End = std::pair<Timestamp, UserNo>;
  const auto end_of = [&](UserNo user) -> std::optional<End> {
    const auto version = state.users().at(user, at);
    if (!version || !is_present(version->status)) return std::nullopt;
    const auto end = role_valid_until(state, user, *version);
    return end ? std::optional(End{*end, user}) : std::nullopt;
  };
  std::optional<End> last;
  if (after) {
    if (after->position == at && after->last < state.users().count_at(at)) {
      last = end_of(UserNo{static_cast<std::uint32_t>(after->last)});
    }
    if (!last) return invalid("cursor", "is not one of this list");
  }
  std::vector<End> ends;
  const BoundRoles& grants = state.bound_roles();
  for (std::uint32_t i = 0; i < grants.size() && grants[i].granted_at <= at; ++i) {
    const auto end = end_of(grants[i].user);
    // Of several grants to one user the one in force counts, once.
    if (!end || state.bound_roles().find(grants[i].user, at)->granted_at != grants[i].granted_at) {
      continue;
    }
    if (before && end->first >= *before) continue;
    if (last && *end <= *last) continue;
    ends.push_back(*end);
  }
  const std::size_t shown = std::min(limit, ends.size());
  const auto middle = ends.begin() + static_cast<std::ptrdiff_t>(shown);
  std::partial_sort(ends.begin(), middle, ends.end());
  UserPage page;
  for (std::size_t i = 0; i < shown; ++i) page.users.push_back(ends[i].second);
  if (shown < ends.size()) page.next = Cursor{at, number(page.users.back()), 0, 0};
  return page;
}

}  // namespace rolecall
