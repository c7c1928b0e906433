// What comes of a decided event in what is decided next.
#include <cassert>

#include "engine/state/fold.hpp"
#include "engine/state/overlay.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {

// Where the fold (fold.hpp) finds the overlay and leaves its changes.
struct Overlay::World {
  Overlay& overlay;
  const Recorded& decided;
  Stamp stamp;  // what the event gets

  struct User {
    World& world;
    PendingUser& pending;

    UserNow& now() const { return pending.now; }
    const RoleGrant& role() const { return now().role; }
    bool is_lent() const { return now().bound.has_value(); }
    const RoleGrant& fallback() const { return now().bound->fallback; }
    void give_role(const RoleGrant& to) {
      now().role = to;
      now().bound.reset();
    }
    void lend_role(const RoleGrant& to, Timestamp until, RoleGrant fallback) {
      now().role = to;
      now().bound = {world.decided.position, until, std::move(fallback)};
    }
    // Names are of those who are present.
    void set_status(Status status) {
      const bool was_present = is_present(now().status);
      now().status = status;
      if (is_present(status)) pending.last_present = status;
      if (was_present == is_present(status)) return;
      const Profile profile = world.overlay.profile(now());
      const Profile none;
      world.overlay.rename_user(now().id, was_present ? profile : none,
                                was_present ? none : profile);
    }
    Status last_present_status() const { return pending.last_present; }
    void patch_profile(const ProfilePatch& to) {
      const Profile before = world.overlay.profile(now());
      Profile after = before;
      apply_patch(after, to);
      set_profile(before, std::move(after));
    }
    void clear_profile() { set_profile(world.overlay.profile(now()), Profile()); }
    void set_password(Role at_most) { pending.password_at_most = at_most; }
    void end_password() { pending.password_at_most = Role::viewer; }
    void add_api_key(const ApiKeyIssued& e, Role at_most) {
      world.overlay.api_keys_[e.key] = {e.user, world.decided.position, at_most, e.expires_at,
                                        false};
    }
    void revoke_api_key(const CredentialId& key) {
      world.overlay.pending_api_key(key).revoked = true;
    }
    void end_api_keys() {
      for (const CredentialId& key : world.overlay.api_keys_of(now().id)) revoke_api_key(key);
    }

   private:
    void set_profile(const Profile& before, Profile after) {
      if (is_present(now().status)) world.overlay.rename_user(now().id, before, after);
      pending.profile = std::move(after);
    }
  };

  void create_user(const UserCreated& e, Status status) {
    PendingUser created;
    created.now.no = stamp.user_no;
    created.now.id = e.user;
    created.now.role = e.role;
    created.now.status = status;
    created.last_present = status;
    created.now.revision = stamp.revision;
    created.profile = e.profile;
    ++overlay.new_users_;
    overlay.count(created.now, 1);
    overlay.rename_user(e.user, {}, e.profile);
    overlay.users_.emplace(e.user, std::move(created));
  }
  template <class Change>
  void change_user(const UserId& id, Change change) {
    PendingUser& pending = overlay.pending(id);
    overlay.count(pending.now, ~std::uint32_t{0});
    User user{*this, pending};
    change(user);
    overlay.count(pending.now, 1);
    pending.now.revision = stamp.revision;
  }

  struct Invitation {
    World& world;
    InvitationNow& now;

    void set_status(InvitationStatus status) { now.status = status; }
    void set_terms(const InvitationTerms& terms) {
      now.role = terms.role;
      now.expires_at = terms.expires_at;
      now.inviter = terms.inviter;
      world.overlay.invited_emails_[canonical_key(now.email)] = now.id;
    }
  };

  void invite(const UserId& id, std::string_view email, const InvitationTerms& terms) {
    InvitationNow& invitation = overlay.invitations_[id];
    invitation.id = id;
    invitation.email = email;
    invitation.revision = stamp.revision;
    Invitation{*this, invitation}.set_terms(terms);
  }
  template <class Change>
  void change_invitation(const UserId& id, Change change) {
    InvitationNow& now = overlay.pending_invitation(id);
    Invitation invitation{*this, now};
    change(invitation);
    now.revision = stamp.revision;
  }

  void create_group(const GroupId& id, const std::string& name) {
    overlay.groups_[id] = GroupNow{id, name, stamp.revision};
    overlay.group_names_[canonical_key(name)] = id;
  }
  void rename_group(const GroupId& id, const std::string& name) {
    GroupNow& group = overlay.pending_group(id);
    overlay.group_names_[canonical_key(group.name)] = std::nullopt;
    overlay.group_names_[canonical_key(name)] = id;
    group.name = name;
    group.revision = stamp.revision;
  }
  void remove_group(const GroupId& id) {
    overlay.group_names_[canonical_key(overlay.pending_group(id).name)] = std::nullopt;
    overlay.groups_[id] = std::nullopt;
  }
  void set_member(const GroupId& group, const UserId& user, std::optional<MemberRole> role) {
    overlay.members_[{group, user}] = role;
    overlay.pending_group(group).revision = stamp.revision;
  }
  void name_actor(const UserId& id, const std::string& name) {
    overlay.actors_[canonical_key(name)] = id;
  }
  void set_email_uniqueness(bool unique) {
    overlay.email_rule_ = EmailRule{decided.position, unique, stamp.revision};
  }

  Role at_most_of_key(const CredentialId& id) const { return overlay.at_most_of_key(id); }
  Role at_most_of_password(const UserId& user) const { return overlay.at_most_of_password(user); }
  Role role_of(const UserId& user) const { return overlay.role_of(user); }
};

// The revision of the stream that the event moves, which begins with 1.
Overlay::Stamp Overlay::stamp_of(const Event& event) const {
  const UserId user_id = user_of(event);
  const auto user = any_user(user_id);
  Stamp stamp{user ? user->no : UserNo{0}, {}};
  if (const GroupId id = group_of(event); !id.is_nil()) {
    const auto now = group(GroupRef(id));
    stamp.revision = next(now ? now->revision : Revision{0});
    return stamp;
  }
  if (user_id.is_nil()) {
    stamp.revision = next(email_rule().revision);
    return stamp;
  }
  if (std::holds_alternative<UserCreated>(event)) {
    stamp.user_no = UserNo{state_.users().size() + new_users_};
  }
  stamp.revision = next(user ? user->revision : stream_before_creation(user_id));
  return stamp;
}

// A user's stream begins before the creation where there was an invitation, or an actor's name.
Revision Overlay::stream_before_creation(const UserId& id) const {
  if (const auto found = invitation(id, Timestamp{})) return found->revision;
  return Revision{is_named_actor(id) ? 1U : 0U};
}

Overlay::Stamp Overlay::evolve(const Recorded& decided) {
  last_time_ = decided.time;
  if (decided.actor.kind != ActorKind::import) live_ = true;
  World world{*this, decided, stamp_of(decided.event)};
  assert(world.stamp.revision != Revision{0});
  fold(world, decided);
  assert(lasting_top() <= active_users());
  return world.stamp;
}

}  // namespace rolecall
