// Whether a user is there: deactivated and active, removed and restored.
#include "engine/commands/deciding.hpp"
#include "engine/commands/profile_rules.hpp"

namespace rolecall {

Result<Decision> Deciding::on(const DeactivateUser& command) const {
  const auto user = find(command.user);
  if (!user) return user.error();
  if (const auto allowed = policy.may_change_or_is(*user); !allowed) return allowed.error();
  if (const auto met = check_revision(command.expected, user->revision); !met) return met.error();
  if (user->status == Status::deactivated) return nothing(*user);
  if (const auto allowed = policy.may_step_down(*user); !allowed) return allowed.error();
  return about(*user, UserDeactivated{user->id});
}

Result<Decision> Deciding::on(const ActivateUser& command) const {
  const auto user = find_to_change(command.user, command.expected);
  if (!user) return user.error();
  if (user->status == Status::active) return nothing(*user);
  if (const auto seat = check_seat(); !seat) return seat.error();
  return about(*user, UserReactivated{user->id});
}

Result<Decision> Deciding::on(const RemoveUser& command) const {
  const auto user = find_to_change(command.user, command.expected);
  if (!user) return user.error();
  if (const auto allowed = policy.may_step_down(*user); !allowed) return allowed.error();
  Decision decision = nothing(*user);
  for (const auto& [group, role] : now.memberships(user->id)) {
    decision.events.emplace_back(MemberRemoved{group, user->id, role});
  }
  for (const CredentialId& key : now.api_keys_of(user->id)) {
    decision.events.emplace_back(ApiKeyRevoked{user->id, key});
  }
  decision.events.emplace_back(UserRemoved{user->id});
  return decision;
}

Result<Decision> Deciding::on(const RestoreUser& command) const {
  const auto user = now.any_user(command.user);
  if (!user) return Error{Errc::not_found, "", "there is no such user"};
  if (const auto allowed = policy.may_change(*user); !allowed) return allowed.error();
  if (const auto met = check_revision(command.expected, user->revision); !met) return met.error();
  if (is_present(user->status)) return nothing(*user);
  if (user->status == Status::erased) {
    return Error{Errc::conflict, "", "the user's personal data has been erased"};
  }
  if (const auto free = check_names_free(now, user->id, now.profile(*user)); !free) {
    return free.error();
  }
  if (now.status_before_removal(user->id) == Status::active) {
    if (const auto seat = check_seat(); !seat) return seat.error();
  }
  return about(*user, UserRestored{user->id});
}

}  // namespace rolecall
