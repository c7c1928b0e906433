// API keys and passwords.
#include "engine/commands/deciding.hpp"

namespace rolecall {

// Everyone may have another one for themselves, which does no more than what it was asked for with.
Result<Decision> Deciding::on(const IssueApiKey& command) const {
  const auto owner = find(command.owner);
  if (!owner) return owner.error();
  if (const auto allowed = policy.may_change_or_is(*owner); !allowed) return allowed.error();
  if (owner->status != Status::active) {
    return Error{Errc::conflict, "", "the user is deactivated"};
  }
  if (command.expires_at && *command.expires_at <= context.now) {
    return invalid("expires_at", "lies in the past");
  }
  if (now.api_key(command.key)) {
    return Error{Errc::already_exists, "", "there is an API key with this id"};
  }
  return about(*owner,
               ApiKeyIssued{owner->id, command.key, command.capability, command.expires_at});
}

// Everyone may set their own.
Result<Decision> Deciding::on(const SetPassword& command) const {
  const auto user = find(command.user);
  if (!user) return user.error();
  if (const auto allowed = policy.may_change_or_is(*user); !allowed) return allowed.error();
  if (const auto met = check_revision(command.expected, user->revision); !met) return met.error();
  return about(*user, PasswordSet{user->id});
}

// Everyone may revoke their own. Of removed owners too, whose keys are revoked already.
Result<Decision> Deciding::on(const RevokeApiKey& command) const {
  const auto key = now.api_key(command.key);
  if (!key) return Error{Errc::not_found, "", "there is no such API key"};
  const auto owner = now.any_user(key->owner);
  if (!owner) return Error{Errc::not_found, "", "there is no such user"};
  if (const auto allowed = policy.may_change_or_is(*owner); !allowed) return allowed.error();
  if (key->revoked) return nothing(*owner);
  return about(*owner, ApiKeyRevoked{owner->id, command.key});
}

}  // namespace rolecall
