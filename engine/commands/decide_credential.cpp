// API keys and passwords.
#include "engine/commands/deciding.hpp"
#include "engine/state/authority.hpp"

namespace rolecall {

// Everyone may have another one for themselves, which does no more than the one that it is asked
// for with, and no longer.
Result<Decision> Deciding::on(const IssueApiKey& command) const {
  const auto owner = find(command.owner);
  if (!owner) return owner.error();
  if (const auto allowed = policy.may_change_or_is(*owner); !allowed) return allowed.error();
  const bool is_own = context.actor.kind == ActorKind::user && context.actor.user == owner->id;
  const auto acting = is_own ? now.api_key(context.actor.credential) : std::nullopt;
  if (acting && acting->expires_at &&
      (!command.expires_at || *command.expires_at > *acting->expires_at)) {
    return Error{Errc::forbidden, "expires_at",
                 "is later than that of the key it is asked for with"};
  }
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

// Everyone may revoke their own, but with a bounded credential none that does more: whoever gave it
// may have kept it. Of removed owners too, whose keys are revoked already.
Result<Decision> Deciding::on(const RevokeApiKey& command) const {
  const auto key = now.api_key(command.key);
  if (!key) return Error{Errc::not_found, "", "there is no such API key"};
  const auto owner = now.any_user(key->owner);
  if (!owner) return Error{Errc::not_found, "", "there is no such user"};
  const bool does_more = key->at_most > at_most_of(now, context.actor, context.channel);
  const auto allowed = does_more ? policy.may_change(*owner) : policy.may_change_or_is(*owner);
  if (!allowed) return allowed.error();
  if (key->revoked) return nothing(*owner);
  return about(*owner, ApiKeyRevoked{owner->id, command.key});
}

}  // namespace rolecall
