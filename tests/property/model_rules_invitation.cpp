#include "tests/property/model_rules.hpp"

namespace rolecall::test::model {

Result<Answer> Model::Rules::on(const InviteUser& c) const {
  if (!may_write()) return refusal(Errc::forbidden);
  if (!is_good_email(c.email)) return refusal(Errc::invalid_argument);
  if (!may_reach(c.role.grant.role)) return refusal(Errc::forbidden);
  if (c.expires_at <= now) return refusal(Errc::invalid_argument);
  const auto holder = find_email(m.now(), c.email);
  if (c.again && m.now().emails_are_unique && holder &&
      user(*holder).status == Status::deactivated) {
    return on(UpdateUser{Username{user(*holder).profile.username}, {}, c.role, true, {}});
  }
  const auto open = open_invitations(m.now(), c.email, now);
  if (c.again && !open.empty()) {
    if (!may_reach(invitation(open.front()).role.role)) return refusal(Errc::forbidden);
    return renewed(open.front(), c.role.grant, c.expires_at);
  }
  if (email_taken({}, c.email)) return refusal(Errc::already_exists);
  if (!open.empty()) return refusal(Errc::already_exists);
  Invitation invited;
  invited.email = c.email;
  invited.role = c.role.grant;
  invited.expires_at = c.expires_at;
  invited.inviter = inviter();
  m.next_.invitations.push_back(std::make_shared<Invitation>(invited));
  m.invitation_ids.emplace_back();
  return about_invitation<UserInvited>(m.next_.invitations.size() - 1);
}

Result<Answer> Model::Rules::on(const RenewInvitation& c) const {
  const auto found = changeable_invitation(c.invitation, c.expected);
  if (!found) return found.error();
  const InvitationStatus status = invitation(*found).status_at(now);
  if (status == InvitationStatus::accepted || status == InvitationStatus::revoked) {
    return refusal(Errc::conflict);
  }
  const RoleGrant role = c.role ? *c.role : invitation(*found).role;
  if (!may_reach(role.role)) return refusal(Errc::forbidden);
  if (c.expires_at <= now) return refusal(Errc::invalid_argument);
  const std::string& email = invitation(*found).email;
  const bool opens = status == InvitationStatus::expired;
  if (opens && (email_taken({}, email) || !open_invitations(m.now(), email, now).empty())) {
    return refusal(Errc::already_exists);
  }
  return renewed(*found, role, c.expires_at);
}

Result<Answer> Model::Rules::renewed(std::size_t index, const RoleGrant& role,
                                     Timestamp expires_at) const {
  Invitation& renewed = m.edit_invitation(index);
  renewed.role = role;
  renewed.expires_at = expires_at;
  renewed.inviter = inviter();
  ++renewed.revision;
  return about_invitation<InvitationRenewed>(index);
}

Result<Answer> Model::Rules::on(const RevokeInvitation& c) const {
  const auto found = changeable_invitation(c.invitation, c.expected);
  if (!found) return found.error();
  const InvitationStatus status = invitation(*found).status;
  if (status == InvitationStatus::revoked) return Answer{false, m.head(), {}, {}, *found};
  if (status == InvitationStatus::accepted) return refusal(Errc::conflict);
  Invitation& revoked = m.edit_invitation(*found);
  revoked.status = InvitationStatus::revoked;
  ++revoked.revision;
  return about_invitation<InvitationRevoked>(*found);
}

Result<Answer> Model::Rules::on(const AcceptInvitation& c) const {
  if (!c.by_token) {
    const auto reachable = changeable_invitation(c.invitation, {});
    if (!reachable) return reachable.error();
  }
  const auto found = m.find_invitation(c.invitation);
  if (!found) return refusal(Errc::not_found);
  if (invitation(*found).status_at(now) != InvitationStatus::open) return refusal(Errc::conflict);
  if (const auto asked = invitation(*found).inviter; asked && c.by_token) {
    const Role role = user(*asked).role.role;
    const bool may_give = role >= Role::admin && role >= invitation(*found).role.role;
    if (!may_give || user(*asked).status != Status::active) return refusal(Errc::conflict);
  }
  Profile profile = c.profile;
  profile.email = invitation(*found).email;
  if (profile.username.empty()) profile.username = profile.email;
  if (!is_good(profile)) return refusal(Errc::invalid_argument);
  if (names_taken({}, profile)) return refusal(Errc::already_exists);
  if (!has_seat()) return refusal(Errc::no_seat);
  Invitation& accepted = m.edit_invitation(*found);
  accepted.status = InvitationStatus::accepted;
  const std::uint32_t revision = ++accepted.revision;
  const RoleGrant role = accepted.role;
  about_invitation<InvitationAccepted>(*found);
  const Answer created = create(profile, role, true, revision + 1);
  m.name_user(*created.user, c.invitation);
  return created;
}

}  // namespace rolecall::test::model
