// The role of a user: giving it, for good or until a moment, and its end.
#include "engine/commands/deciding.hpp"
#include "engine/commands/profile_rules.hpp"

namespace rolecall {
namespace {

// The role that results: who asks in words that cannot tell ops from admin does not mean to take
// ops away.
RoleGrant with_rank_kept(const UserNow& user, RoleGrant asked) {
  const bool keeps = user.rank() == Role::ops && asked.role == Role::admin &&
                     !tells_ops_from_admin(asked.given_in);
  if (keeps) asked.role = Role::ops;
  return asked;
}

// Whether the dialect that asks already shows that word, and that end where it can tell one.
bool shows_already(const UserNow& user, const AssignRole& asked) {
  const Channel dialect = asked.role.given_in;
  if (word_in(dialect, user.role) != word_in(dialect, asked.role)) return false;
  if (!tells_valid_until(dialect)) return true;
  return asked.valid_until == (user.bound ? std::optional(user.bound->valid_until) : std::nullopt);
}

}  // namespace

Result<Decision> Deciding::on(const AssignRole& command) const {
  const auto user = find_to_change(command.user, command.expected);
  if (!user) return user.error();
  if (const auto checked = check_role_word(command.role); !checked) return checked.error();
  if ((command.only_from & set_of(user->rank())) == 0) return nothing(*user);
  const RoleGrant role = with_rank_kept(*user, command.role);
  if (const auto allowed = policy.may_grant(role.role); !allowed) return allowed.error();
  if (shows_already(*user, command)) return nothing(*user);
  if (command.valid_until && *command.valid_until <= circumstances.time) {
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
                      user->bound->valid_until == command.due && command.due <= circumstances.now;
  if (!is_due || user->status == Status::erased) return nothing(*user);
  return about(*user, RoleExpired{user->id, user->role, user->bound->fallback, command.granted_at});
}

}  // namespace rolecall
