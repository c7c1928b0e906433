#include "projections/users/user_since.hpp"

namespace rolecall {

UserSince user_since(const State& state, UserNo user, const UserVersion& now) {
  UserSince found{now.from, now.from, now.from};
  bool same_role = true;
  bool same_profile = true;
  state.users().history(user, now.from, [&](const UserVersion& version) {
    same_role = same_role && version.role == now.role && version.role_word == now.role_word &&
                version.role_is_bound == now.role_is_bound;
    same_profile = same_profile && version.profile == now.profile;
    if (same_role) found.role = version.from;
    if (same_profile) found.profile = version.from;
    found.created = version.from;
    return true;
  });
  // A bound role may have been given anew, with another end.
  if (now.role_is_bound) found.role = state.bound_roles().find(user, now.from)->granted_at;
  return found;
}

std::optional<Timestamp> role_valid_until(const State& state, UserNo user,
                                          const UserVersion& version) {
  if (!version.role_is_bound) return std::nullopt;
  return state.bound_roles().find(user, version.from)->valid_until;
}

}  // namespace rolecall
