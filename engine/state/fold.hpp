// What each event means: once, for the state that is stored and for the overlay of what a batch has
// decided and not stored yet.
//
// `World` keeps what comes of it, and answers what authority.hpp asks. All that follows from a
// change by itself (counts, names that are free again, versions, revisions) is its own affair.
// Every event has its on(), so that a new one does not compile until it has been thought of here.
#pragma once

#include <optional>

#include "engine/events/event.hpp"
#include "engine/state/authority.hpp"
#include "engine/types/invitation_status.hpp"

namespace rolecall {

struct InvitationTerms {
  const RoleGrant& role;
  Timestamp expires_at;
  std::optional<UserId> inviter;  // nothing: the operator, or imported history
};

template <class World>
class Fold {
 public:
  Fold(World& world, const Recorded& recorded) : world_(world), recorded_(recorded) {}

  auto on(const UserCreated& e) const {
    return world_.create_user(e, e.active ? Status::active : Status::deactivated);
  }
  auto on(const UserProfileChanged& e) const {
    return world_.change_user(e.user, [&](auto& user) {
      // Of an erased one the fact stays: an empty profile, from this position on.
      if (recorded_.erased) user.clear_profile();
      user.patch_profile(e.to);
    });
  }
  auto on(const RoleAssigned& e) const {
    return world_.change_user(e.user, [&](auto& user) {
      if (!e.valid_until) return user.give_role(e.to);
      // Who is lent one role after another falls back to what was before the first.
      const auto fallback = user.is_lent() ? user.fallback() : user.role();
      user.lend_role(e.to, *e.valid_until, fallback);
    });
  }
  auto on(const RoleExpired& e) const {
    return world_.change_user(e.user, [&](auto& user) { user.give_role(e.to); });
  }
  auto on(const UserDeactivated& e) const { return on_status(e.user, Status::deactivated); }
  auto on(const UserReactivated& e) const { return on_status(e.user, Status::active); }
  auto on(const UserRemoved& e) const {
    return world_.change_user(e.user, [](auto& user) {
      user.end_api_keys();
      user.end_password();
      user.set_status(Status::removed);
    });
  }
  // Comes back as what it was before the removal.
  auto on(const UserRestored& e) const {
    return world_.change_user(e.user,
                              [](auto& user) { user.set_status(user.last_present_status()); });
  }
  auto on(const UserErased& e) const {
    return world_.change_user(e.user, [](auto& user) {
      user.set_status(Status::erased);
      user.clear_profile();
    });
  }
  auto on(const PasswordSet& e) const {
    const Role at_most = at_most_given(world_, recorded_);
    return world_.change_user(e.user, [&](auto& user) { user.set_password(at_most); });
  }

  // An invited person is no user until the UserCreated that follows the acceptance.
  auto on(const UserInvited& e) const {
    return world_.invite(e.user, e.email, InvitationTerms{e.role, e.expires_at, acting_user()});
  }
  auto on(const InvitationRenewed& e) const {
    return world_.change_invitation(e.user, [&](auto& invitation) {
      invitation.set_terms(InvitationTerms{e.role, e.expires_at, acting_user()});
    });
  }
  auto on(const InvitationRevoked& e) const {
    return on_invitation(e.user, InvitationStatus::revoked);
  }
  auto on(const InvitationAccepted& e) const {
    return on_invitation(e.user, InvitationStatus::accepted);
  }

  auto on(const GroupCreated& e) const { return world_.create_group(e.group, e.name); }
  auto on(const GroupRenamed& e) const { return world_.rename_group(e.group, e.to); }
  auto on(const GroupDeleted& e) const { return world_.remove_group(e.group); }
  auto on(const MemberAdded& e) const { return world_.set_member(e.group, e.user, e.role); }
  auto on(const MemberRoleChanged& e) const { return world_.set_member(e.group, e.user, e.to); }
  auto on(const MemberRemoved& e) const { return world_.set_member(e.group, e.user, std::nullopt); }

  auto on(const ApiKeyIssued& e) const {
    const Role at_most = at_most_given(world_, recorded_);
    return world_.change_user(e.user, [&](auto& user) { user.add_api_key(e, at_most); });
  }
  auto on(const ApiKeyRevoked& e) const {
    return world_.change_user(e.user, [&](auto& user) { user.revoke_api_key(e.key); });
  }
  auto on(const ActorNamed& e) const { return world_.name_actor(e.user, e.name); }
  auto on(const EmailUniquenessChanged& e) const { return world_.set_email_uniqueness(e.unique); }

 private:
  auto on_status(const UserId& id, Status status) const {
    return world_.change_user(id, [&](auto& user) { user.set_status(status); });
  }
  auto on_invitation(const UserId& id, InvitationStatus status) const {
    return world_.change_invitation(id, [&](auto& invitation) { invitation.set_status(status); });
  }
  std::optional<UserId> acting_user() const {
    const bool is_user = recorded_.actor.kind == ActorKind::user;
    return is_user ? std::optional(recorded_.actor.user) : std::nullopt;
  }

  World& world_;
  const Recorded& recorded_;
};

// Answers what the world answers to that change.
template <class World>
auto fold(World& world, const Recorded& recorded) {
  const Fold<World> event(world, recorded);
  return std::visit([&](const auto& e) { return event.on(e); }, recorded.event);
}

}  // namespace rolecall
