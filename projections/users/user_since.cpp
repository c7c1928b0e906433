#include "projections/users/user_since.hpp"

namespace rolecall {

UserSince user_since(const State& state, UserNo user, const UserVersion& version) {
  const UserRows& users = state.users();
  return {.created = users.created(user),
          .role = users.since(user, UserAspect::role, version.from).from,
          .profile = users.since(user, UserAspect::profile, version.from).from};
}

std::optional<Timestamp> role_valid_until(const State& state, UserNo user,
                                          const UserVersion& version) {
  if (!version.role_is_bound) return std::nullopt;
  return state.bound_roles().find(user, version.from)->valid_until;
}

}  // namespace rolecall
