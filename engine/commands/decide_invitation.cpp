// Invitations: an address is asked to become a user.
#include <algorithm>

#include "engine/commands/deciding.hpp"
#include "engine/commands/profile_rules.hpp"

namespace rolecall {
namespace {

Result<void> check_end(const DecisionContext& context, Timestamp expires_at) {
  if (expires_at <= context.time) return invalid("expires_at", "lies in the past");
  return {};
}

// One user or one open invitation has an address, not both nor two; unless users may share it.
Result<void> check_invitable(const Overlay& now, const DecisionContext& context,
                             std::string_view email) {
  const std::string key = canonical_key(email);
  if (now.email_rule().is_unique) {
    const auto holders = now.users_with_email(key);
    const auto is_active = [](const UserNow& one) { return one.status == Status::active; };
    if (std::ranges::any_of(holders, is_active)) return taken("email");
    if (!holders.empty()) {
      return Error{Errc::already_exists, "email",
                   "is that of a deactivated user: activate the user"};
    }
  }
  if (now.open_invitation(key, context.time)) {
    return Error{Errc::already_exists, "email", "this address has an open invitation"};
  }
  return {};
}

// What can still be renewed or revoked.
Result<void> check_not_ended(const InvitationNow& invitation) {
  if (invitation.status == InvitationStatus::accepted) {
    return Error{Errc::conflict, "", "the invitation has been accepted"};
  }
  if (invitation.status == InvitationStatus::revoked) {
    return Error{Errc::conflict, "", "the invitation has been revoked"};
  }
  return {};
}

}  // namespace

// An invitation for a role above the actor's own is as far out of reach as its holder will be.
Result<InvitationNow> Deciding::find_to_change(const UserId& id, const Expected& expected) const {
  if (const auto allowed = policy.may_write(); !allowed) return allowed.error();
  auto invitation = now.invitation(id, context.time);
  if (!invitation) return Error{Errc::not_found, "", "there is no such invitation"};
  if (const auto allowed = policy.may_grant(invitation->role.role); !allowed) {
    return Error{Errc::forbidden, "", "the invitation's role is above your own"};
  }
  if (const auto met = check_revision(expected, invitation->revision); !met) return met.error();
  return *std::move(invitation);
}

Result<Decision> Deciding::on(const InviteUser& command) const {
  const RoleGrant& role = command.role.grant;
  if (const auto allowed = policy.may_write(); !allowed) return allowed.error();
  if (command.email.empty()) return invalid("email", "is missing");
  if (const auto checked = check_member("email", command.email); !checked) return checked.error();
  if (const auto checked = check_role_word(role); !checked) return checked.error();
  if (const auto allowed = policy.may_grant(role.role); !allowed) return allowed.error();
  if (const auto end = check_end(context, command.expires_at); !end) return end.error();
  if (command.again) {
    const std::string key = canonical_key(command.email);
    // An address that users may share names nobody.
    const auto holders =
        now.email_rule().is_unique ? now.users_with_email(key) : std::vector<UserNow>{};
    if (holders.size() == 1 && holders.front().status == Status::deactivated) {
      return on(UpdateUser{holders.front().id, {}, command.role, true, {}});
    }
    const auto open = now.open_invitation(key, context.time);
    if (open) return on(RenewInvitation{open->id, role, command.expires_at, {}});
  }
  if (const auto free = check_invitable(now, context, command.email); !free) {
    return free.error();
  }
  const UserId id(context.fresh_id);
  return Decision{{}, {UserInvited{id, command.email, role, command.expires_at}}, id, {}};
}

Result<Decision> Deciding::on(const RenewInvitation& command) const {
  const auto invitation = find_to_change(command.invitation, command.expected);
  if (!invitation) return invitation.error();
  if (const auto going = check_not_ended(*invitation); !going) return going.error();
  const RoleGrant role = command.role.value_or(invitation->role);
  if (const auto checked = check_role_word(role); !checked) return checked.error();
  if (const auto allowed = policy.may_grant(role.role); !allowed) return allowed.error();
  if (const auto end = check_end(context, command.expires_at); !end) return end.error();
  if (invitation->status == InvitationStatus::expired) {
    const auto free = check_invitable(now, context, invitation->email);
    if (!free) return free.error();
  }
  return about(*invitation, InvitationRenewed{invitation->id, role, command.expires_at});
}

Result<Decision> Deciding::on(const RevokeInvitation& command) const {
  const auto invitation = find_to_change(command.invitation, command.expected);
  if (!invitation) return invitation.error();
  if (invitation->status == InvitationStatus::revoked) {
    return nothing(*invitation);
  }
  if (const auto going = check_not_ended(*invitation); !going) return going.error();
  return about(*invitation, InvitationRevoked{invitation->id});
}

Result<Decision> Deciding::on(const AcceptInvitation& command) const {
  const auto invitation = now.invitation(command.invitation, context.time);
  if (!command.by_token) {
    const auto reachable = find_to_change(command.invitation, {});
    if (!reachable) return reachable.error();
  }
  if (!invitation) return Error{Errc::not_found, "", "there is no such invitation"};
  if (const auto going = check_not_ended(*invitation); !going) return going.error();
  if (invitation->status == InvitationStatus::expired) {
    return Error{Errc::conflict, "", "the invitation has expired"};
  }
  if (command.by_token) {
    if (const auto stands = policy.stands(*invitation); !stands) return stands.error();
  }
  Profile profile = command.profile;
  profile.email = invitation->email;
  if (profile.username.empty()) profile.username = invitation->email;
  if (const auto checked = check_profile(profile); !checked) return checked.error();
  if (const auto free = check_names_free(now, invitation->id, profile); !free) return free.error();
  if (const auto seat = check_seat(); !seat) return seat.error();
  return Decision{{},
                  {InvitationAccepted{invitation->id},
                   UserCreated{invitation->id, std::move(profile), invitation->role, true}},
                  invitation->id,
                  {}};
}

}  // namespace rolecall
