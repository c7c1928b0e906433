#include "engine/commands/policy.hpp"

#include <algorithm>

#include "engine/state/authority.hpp"

namespace rolecall {
namespace {

Error forbidden(std::string field, std::string detail) {
  return {Errc::forbidden, std::move(field), std::move(detail)};
}

}  // namespace

Result<Role> Policy::acting_rank() const {
  const auto actor = now_.user(context_.actor.user);
  if (!actor) return forbidden("", "the acting user does not exist");
  if (actor->status != Status::active) return forbidden("", "the acting user is deactivated");
  return std::min(actor->role.role, at_most_of(now_, context_.actor, context_.channel));
}

Result<Role> Policy::writing_rank() const {
  const auto rank = acting_rank();
  if (rank && *rank < Role::admin) return forbidden("", "changes need the role admin or ops");
  return rank;
}

Result<void> Policy::may_write() const {
  if (!is_bound_by_rank()) return {};
  const auto rank = writing_rank();
  if (!rank) return rank.error();
  return {};
}

Result<void> Policy::may_change(const UserNow& user) const {
  if (!is_bound_by_rank()) return {};
  const auto rank = writing_rank();
  if (!rank) return rank.error();
  if (*rank < user.rank()) return forbidden("", "the user's role is above your own");
  return {};
}

Result<void> Policy::may_change_or_is(const UserNow& user) const {
  const Actor& actor = context_.actor;
  if (actor.kind == ActorKind::user && actor.user == user.id) return {};
  return may_change(user);
}

Result<void> Policy::may_grant(Role role) const {
  if (!is_bound_by_rank()) return {};
  const auto rank = acting_rank();
  if (!rank) return rank.error();
  if (*rank < role) return forbidden("role", "is above your own role");
  return {};
}

Result<void> Policy::may_set_rules() const {
  if (!is_bound_by_rank()) return {};
  const auto rank = acting_rank();
  if (!rank) return rank.error();
  if (*rank == top_role) return {};
  return forbidden("", "only the role " + std::string(name_of(top_role)) + " may change this");
}

// Of the moment too: what the inviter may give no longer, the invitation gives no longer.
Result<void> Policy::stands(const InvitationNow& invitation) const {
  if (!invitation.inviter) return {};
  const auto inviter = now_.user(*invitation.inviter);
  if (inviter && inviter->status == Status::active &&
      inviter->role.role >= std::max(Role::admin, invitation.role.role)) {
    return {};
  }
  return Error{Errc::conflict, "",
               "whoever invited may not give this role any more: ask for a new invitation"};
}

Result<void> Policy::may_step_down(const UserNow& user) const {
  if (context_.imported_actor) return {};
  const bool is_another_left = now_.lasting_top() > (user.is_lasting_top() ? 1u : 0u);
  if (user.stays_top() && !is_another_left) {
    return Error{
        Errc::conflict, "",
        "this is the last active user with a lasting role " + std::string(name_of(top_role))};
  }
  return {};
}

}  // namespace rolecall
