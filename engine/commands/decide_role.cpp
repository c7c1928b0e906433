// The role of a user: giving it, for good or until a moment, and its end.
#include "engine/commands/deciding.hpp"
#include "engine/commands/profile_rules.hpp"

namespace rolecall {
namespace {

// The role that results: who asks for one rank and cannot tell it from a higher one that the user
// has does not mean to take that away.
RoleGrant with_rank_kept(const UserNow& user, const AskedRole& asked) {
  RoleGrant role = asked.grant;
  const bool cannot_tell = asked.as_shown && (asked.as_shown->alike & set_of(user.rank())) != 0;
  if (cannot_tell && user.rank() > role.role) role.role = user.rank();
  return role;
}

// Whether whoever asks is shown that role already, and that end where ends are told. A word that
// was given verbatim is shown again where it was given.
bool shows_already(const UserNow& user, const AssignRole& asked) {
  const auto& [grant, as_shown] = asked.role;
  const bool is_verbatim = user.role.given_in == grant.given_in && !user.role.native_word.empty();
  const RoleSet by_word = as_shown ? as_shown->by_word : set_of(grant.role);
  const bool has_word = is_verbatim ? user.role.native_word == grant.native_word
                                    : (by_word & set_of(user.role.role)) != 0;
  if (!has_word || as_shown) return has_word;
  return asked.valid_until == (user.bound ? std::optional(user.bound->valid_until) : std::nullopt);
}

}  // namespace

Result<Decision> Deciding::on(const AssignRole& command) const {
  const auto user = find_to_change(command.user, command.expected);
  if (!user) return user.error();
  if (const auto checked = check_role_word(command.role.grant); !checked) return checked.error();
  if ((command.only_from & set_of(user->rank())) == 0) return nothing(*user);
  const RoleGrant role = with_rank_kept(*user, command.role);
  if (const auto allowed = policy.may_grant(role.role); !allowed) return allowed.error();
  if (shows_already(*user, command)) return nothing(*user);
  if (command.valid_until && *command.valid_until <= context.time) {
    return invalid("valid_until", "lies in the past");
  }
  if (role.role != top_role || command.valid_until) {
    if (const auto allowed = policy.may_step_down(*user); !allowed) return allowed.error();
  }
  return about(*user, RoleAssigned{user->id, user->role, role, command.valid_until});
}

// Where the user got another role meanwhile, nothing has run out.
Result<Decision> Deciding::on(const ExpireRole& command) const {
  const auto user = now.any_user(command.user);
  if (!user) return Error{Errc::not_found, "", "there is no such user"};
  const bool is_due = user->bound && user->bound->granted_at == command.granted_at &&
                      user->bound->valid_until == command.due && command.due <= context.now;
  if (!is_due || user->status == Status::erased) return nothing(*user);
  return about(*user, RoleExpired{user->id, user->role, user->bound->fallback, command.granted_at});
}

}  // namespace rolecall
