// What each decided event means for what is decided next.
#include "engine/state/authority.hpp"
#include "engine/state/overlay.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {

struct Overlay::Evolution {
  Overlay& overlay;
  const Recorded& decided;

  Stamp on(const UserCreated& e) const {
    PendingUser created;
    created.now.no = UserNo{overlay.state_.users().size() + overlay.new_users_++};
    created.now.id = e.user;
    created.now.role = e.role;
    created.now.status = e.active ? Status::active : Status::deactivated;
    created.last_present = created.now.status;
    created.now.revision = next(stream_before(e));
    created.profile = e.profile;
    overlay.count(created.now, 1);
    overlay.rename_user(e.user, {}, e.profile);
    const Stamp stamp{created.now.no, created.now.revision};
    overlay.users_.emplace(e.user, std::move(created));
    return stamp;
  }
  Stamp on(const UserProfileChanged& e) const {
    PendingUser& user = overlay.pending(e.user);
    const Profile before = overlay.profile(user.now);
    Profile after = before;
    apply_patch(after, e.to);
    overlay.rename_user(e.user, before, after);
    user.profile = std::move(after);
    return step(user);
  }
  Stamp on(const RoleAssigned& e) const {
    const UserNow& before = overlay.pending(e.user).now;
    std::optional<BoundNow> bound;
    if (e.valid_until) {
      bound = {decided.position, *e.valid_until,
               before.bound ? before.bound->fallback : before.role};
    }
    return on_role(e.user, e.to, std::move(bound));
  }
  Stamp on(const RoleExpired& e) const { return on_role(e.user, e.to, {}); }
  Stamp on(const UserDeactivated& e) const { return on_status(e.user, Status::deactivated); }
  Stamp on(const UserReactivated& e) const { return on_status(e.user, Status::active); }
  Stamp on(const UserRemoved& e) const {
    for (const CredentialId& key : overlay.api_keys_of(e.user)) {
      overlay.pending_api_key(key).revoked = true;
    }
    overlay.pending(e.user).password_at_most = Role::viewer;
    return on_status(e.user, Status::removed);
  }
  Stamp on(const UserRestored& e) const {
    return on_status(e.user, overlay.pending(e.user).last_present);
  }
  Stamp on(const UserErased& e) const {
    const Stamp stamp = on_status(e.user, Status::erased);
    overlay.pending(e.user).profile = Profile{};
    return stamp;
  }
  Stamp on(const PasswordSet& e) const {
    const Role at_most = at_most_given(overlay, decided);
    overlay.pending(e.user).password_at_most = at_most;
    return step(overlay.pending(e.user));
  }

  Stamp on(const UserInvited& e) const {
    overlay.invitations_[e.user] = {.id = e.user,
                                    .email = e.email,
                                    .role = e.role,
                                    .status = InvitationStatus::open,
                                    .expires_at = e.expires_at,
                                    .revision = Revision{1},
                                    .inviter = acting_user()};
    overlay.invited_emails_[canonical_key(e.email)] = e.user;
    return {{}, Revision{1}};
  }
  Stamp on(const InvitationRenewed& e) const {
    InvitationNow& invitation = overlay.pending_invitation(e.user);
    invitation.role = e.role;
    invitation.expires_at = e.expires_at;
    invitation.inviter = acting_user();
    overlay.invited_emails_[canonical_key(invitation.email)] = e.user;
    return step(invitation);
  }
  Stamp on(const InvitationRevoked& e) const { return on_ended(e.user, InvitationStatus::revoked); }
  Stamp on(const InvitationAccepted& e) const {
    return on_ended(e.user, InvitationStatus::accepted);
  }

  Stamp on(const GroupCreated& e) const {
    overlay.groups_[e.group] = GroupNow{e.group, e.name, Revision{1}};
    overlay.group_names_[canonical_key(e.name)] = e.group;
    return {{}, Revision{1}};
  }
  Stamp on(const GroupRenamed& e) const {
    GroupNow& group = overlay.pending_group(e.group);
    overlay.group_names_[canonical_key(e.from)] = std::nullopt;
    overlay.group_names_[canonical_key(e.to)] = e.group;
    group.name = e.to;
    return step(group);
  }
  Stamp on(const GroupDeleted& e) const {
    GroupNow& group = overlay.pending_group(e.group);
    const Stamp stamp = step(group);
    overlay.group_names_[canonical_key(group.name)] = std::nullopt;
    overlay.groups_[e.group] = std::nullopt;
    return stamp;
  }
  Stamp on(const MemberAdded& e) const { return on_member(e.group, e.user, e.role); }
  Stamp on(const MemberRoleChanged& e) const { return on_member(e.group, e.user, e.to); }
  Stamp on(const MemberRemoved& e) const { return on_member(e.group, e.user, std::nullopt); }

  Stamp on(const ApiKeyIssued& e) const {
    overlay.api_keys_[e.key] = {e.user, decided.position, at_most_given(overlay, decided), false};
    return step(overlay.pending(e.user));
  }
  Stamp on(const ApiKeyRevoked& e) const {
    overlay.pending_api_key(e.key).revoked = true;
    return step(overlay.pending(e.user));
  }
  Stamp on(const ActorNamed& e) const {
    overlay.actors_[canonical_key(e.name)] = e.user;
    return {{}, Revision{1}};
  }

 private:
  std::optional<UserId> acting_user() const {
    const bool is_user = decided.actor.kind == ActorKind::user;
    return is_user ? std::optional(decided.actor.user) : std::nullopt;
  }
  static Stamp step(PendingUser& user) {
    user.now.revision = next(user.now.revision);
    return {user.now.no, user.now.revision};
  }
  static Stamp step(InvitationNow& invitation) {
    invitation.revision = next(invitation.revision);
    return {{}, invitation.revision};
  }
  Stamp on_ended(const UserId& id, InvitationStatus status) const {
    InvitationNow& invitation = overlay.pending_invitation(id);
    invitation.status = status;
    return step(invitation);
  }
  // A user's stream begins before the creation where there was an invitation, or an actor's name.
  Revision stream_before(const UserCreated& e) const {
    if (const auto invitation = overlay.invitation(e.user, Timestamp{})) {
      return invitation->revision;
    }
    const auto actor = overlay.named_actor(canonical_key(e.profile.username));
    return Revision{actor == e.user ? 1u : 0u};
  }
  static Stamp step(GroupNow& group) {
    group.revision = next(group.revision);
    return {{}, group.revision};
  }
  Stamp on_role(const UserId& id, const RoleGrant& to, std::optional<BoundNow> bound) const {
    PendingUser& user = overlay.pending(id);
    overlay.count(user.now, ~std::uint32_t{0});
    user.now.role = to;
    user.now.bound = std::move(bound);
    overlay.count(user.now, 1);
    return step(user);
  }
  Stamp on_status(const UserId& id, Status status) const {
    PendingUser& user = overlay.pending(id);
    const Profile profile = overlay.profile(user.now);
    const bool was_present = is_present(user.now.status);
    overlay.count(user.now, ~std::uint32_t{0});
    user.now.status = status;
    if (is_present(status)) user.last_present = status;
    overlay.count(user.now, 1);
    if (was_present && !is_present(status)) overlay.rename_user(id, profile, {});
    if (!was_present && is_present(status)) overlay.rename_user(id, {}, profile);
    return step(user);
  }
  Stamp on_member(const GroupId& group_id, const UserId& user_id,
                  std::optional<MemberRole> role) const {
    overlay.members_[{group_id, user_id}] = role;
    Stamp stamp = step(overlay.pending_group(group_id));
    stamp.user_no = overlay.any_user(user_id)->no;
    return stamp;
  }
};

Overlay::Stamp Overlay::evolve(const Recorded& decided) {
  last_time_ = decided.time;
  if (decided.actor.kind != ActorKind::import) live_ = true;
  const Evolution evolution{*this, decided};
  return std::visit([&](const auto& e) { return evolution.on(e); }, decided.event);
}

}  // namespace rolecall
