#include "projections/users/role_timeline.hpp"

namespace rolecall {
namespace {

// What tells one span from the next; of a bound role also which grant it is.
struct Kind {
  bool is_present;
  Role role;
  WordNo word;
  Position granted_at;
  bool operator==(const Kind&) const = default;
};

}  // namespace

Result<RoleTimeline> role_timeline(const View& view, const UserId& id, std::size_t limit,
                                   const std::optional<Cursor>& after) {
  const Position at = view.at();
  const State& state = view.state();
  const auto user = state.find_user(id, at);
  if (!user) return Error{Errc::not_found, "", "there is no such user"};
  Position newest = at;
  std::optional<Position> until;
  if (after) {
    until = Position{after->last};
    newest = Position{after->last - 1};
    const bool is_ours = after->position == at && after->last != 0 && newest < at &&
                         state.users().at(*user, newest).has_value();
    if (!is_ours) return invalid("cursor", "is not one of this list");
  }
  RoleTimeline timeline;
  std::optional<Kind> last;
  Position since{};  // of the versions that are of the last kind
  state.users().history(*user, newest, [&](const UserVersion& version) {
    std::optional<BoundRole> grant;
    if (version.role_is_bound) grant = state.bound_roles().find(*user, version.from);
    const Kind kind{is_present(version.status), version.role, version.role_word,
                    grant ? grant->granted_at : Position{0}};
    if (last != kind) {
      if (last) until = since;
      if (kind.is_present && timeline.spans.size() == limit) {
        timeline.next = Cursor{at, number(timeline.spans.back().since), 0, 0};
        return false;
      }
      if (kind.is_present) {
        timeline.spans.push_back({version.role, version.from, until,
                                  grant ? std::optional(grant->valid_until) : std::nullopt});
      }
      last = kind;
    }
    since = version.from;
    if (kind.is_present) timeline.spans.back().since = since;
    return true;
  });
  return timeline;
}

}  // namespace rolecall
