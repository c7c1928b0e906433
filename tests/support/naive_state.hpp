// A naive model of what State and Overlay hold: plain values, folded one event after the other, of
// whatever events may follow each other, also such as no command makes.
//
// Apart from tests/property/model.hpp: that one has rules and decides commands, and never sees an
// event, whose ids are the writer's to mint; so it cannot judge a state that has no writer.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/state/state.hpp"
#include "engine/types/canonical_name.hpp"
#include "tests/support/people.hpp"

namespace rolecall::test {

struct NaiveState {
  // A role that runs out.
  struct Bound {
    Position granted_at{};
    Timestamp valid_until;
    RoleGrant fallback;
  };
  struct User {
    UserId id;
    Profile profile;
    RoleGrant role;
    Status status = Status::active;
    Status last_present = Status::active;
    std::uint32_t revision = 1;
    std::optional<Bound> bound{};

    bool is_lasting_top() const {
      return status == Status::active && role.role == top_role && !bound;
    }
  };
  struct Group {
    GroupId id;
    std::string name;
    bool alive = true;
    std::uint32_t revision = 1;
    std::map<std::size_t, MemberRole> members;  // by number of the user
  };
  struct Key {
    CredentialId id;
    UserId owner;
    bool revoked = false;
  };
  struct NamedActor {
    UserId id;
    std::string name;
  };
  struct Invitation {
    UserId id;
    std::string email;
    RoleGrant role;
    Timestamp expires_at;
    InvitationStatus status = InvitationStatus::open;
    std::uint32_t revision = 1;

    InvitationStatus status_at(Timestamp moment) const {
      if (status != InvitationStatus::open || moment < expires_at) return status;
      return InvitationStatus::expired;
    }
  };
  std::vector<User> users;
  std::vector<Group> groups;
  std::vector<Key> keys;
  std::vector<NamedActor> actors;
  std::vector<Invitation> invitations;
  bool emails_are_unique = true;
  std::uint32_t directory_revision = 0;
  std::uint64_t position = 0;

  std::optional<std::size_t> user_no(const UserId& id) const { return index_of(users, id); }
  User& user(const UserId& id) { return users[*index_of(users, id)]; }
  Group& group(const GroupId& id) { return groups[*index_of(groups, id)]; }
  std::optional<std::size_t> invitation_no(const UserId& id) const {
    return index_of(invitations, id);
  }

  // The present users with that username or email, by canonical key.
  std::vector<std::size_t> holders(std::string Profile::*member, const std::string& key) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < users.size(); ++i) {
      const std::string& name = users[i].profile.*member;
      if (is_present(users[i].status) && !name.empty() && canonical_key(name) == key) {
        found.push_back(i);
      }
    }
    return found;
  }
  // Nobody, where several share it.
  std::optional<std::size_t> holder(std::string Profile::*member, const std::string& key) const {
    const auto found = holders(member, key);
    return found.size() == 1 ? std::optional(found[0]) : std::nullopt;
  }
  std::optional<std::size_t> group_named(const std::string& key) const {
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (groups[i].alive && canonical_key(groups[i].name) == key) return i;
    }
    return std::nullopt;
  }
  std::optional<UserId> actor_named(const std::string& key) const {
    for (const NamedActor& actor : actors) {
      if (canonical_key(actor.name) == key) return actor.id;
    }
    return std::nullopt;
  }

  // The invitation that can be accepted at that moment, by canonical key of its address.
  std::optional<std::size_t> open_invitation(const std::string& key, Timestamp moment) const {
    for (std::size_t i = 0; i < invitations.size(); ++i) {
      const bool is_open = invitations[i].status_at(moment) == InvitationStatus::open;
      if (is_open && canonical_key(invitations[i].email) == key) return i;
    }
    return std::nullopt;
  }
  // Users of the newest state.
  template <class Wanted>
  std::uint32_t count_users(Wanted wanted) const {
    return static_cast<std::uint32_t>(std::ranges::count_if(users, wanted));
  }

  // Folds an event in; answers the revision it gets.
  Revision apply(const Event& event) {
    ++position;
    return Revision{std::visit([&](const auto& e) { return on(e); }, event)};
  }

 private:
  template <class Things, class Id>
  static std::optional<std::size_t> index_of(const Things& things, const Id& id) {
    const auto at = std::ranges::find(things, id, [](const auto& thing) { return thing.id; });
    return at == things.end() ? std::nullopt : std::optional<std::size_t>(at - things.begin());
  }

  std::uint32_t on(const UserCreated& e) {
    const bool was_named = std::ranges::count(actors, e.user, &NamedActor::id) != 0;
    const auto invited = invitation_no(e.user);
    const std::uint32_t before = invited ? invitations[*invited].revision : was_named ? 1u : 0u;
    const Status status = e.active ? Status::active : Status::deactivated;
    users.push_back({e.user, e.profile, e.role, status, status, before + 1});
    return users.back().revision;
  }
  std::uint32_t on(const UserProfileChanged& e) {
    apply_patch(user(e.user).profile, e.to);
    return ++user(e.user).revision;
  }
  std::uint32_t on(const RoleAssigned& e) {
    User& changed = user(e.user);
    const RoleGrant fallback = changed.bound ? changed.bound->fallback : changed.role;
    changed.bound.reset();
    if (e.valid_until) changed.bound = Bound{Position{position}, *e.valid_until, fallback};
    changed.role = e.to;
    return ++changed.revision;
  }
  std::uint32_t on(const RoleExpired& e) {
    user(e.user).role = e.to;
    user(e.user).bound.reset();
    return ++user(e.user).revision;
  }
  std::uint32_t on(const UserDeactivated& e) { return on_status(e.user, Status::deactivated); }
  std::uint32_t on(const UserReactivated& e) { return on_status(e.user, Status::active); }
  std::uint32_t on(const UserRemoved& e) {
    for (Key& key : keys) key.revoked = key.revoked || key.owner == e.user;
    return on_status(e.user, Status::removed);
  }
  std::uint32_t on(const UserRestored& e) { return on_status(e.user, user(e.user).last_present); }
  std::uint32_t on(const UserErased& e) {
    user(e.user).profile = {};
    return on_status(e.user, Status::erased);
  }
  std::uint32_t on_status(const UserId& id, Status status) {
    user(id).status = status;
    if (is_present(status)) user(id).last_present = status;
    return ++user(id).revision;
  }
  std::uint32_t on(const PasswordSet& e) { return ++user(e.user).revision; }
  std::uint32_t on(const UserInvited& e) {
    invitations.push_back({e.user, e.email, e.role, e.expires_at});
    return 1;
  }
  std::uint32_t on(const InvitationRenewed& e) {
    Invitation& renewed = invitations[*invitation_no(e.user)];
    renewed.role = e.role;
    renewed.expires_at = e.expires_at;
    return ++renewed.revision;
  }
  std::uint32_t on(const InvitationRevoked& e) {
    return on_ended(e.user, InvitationStatus::revoked);
  }
  std::uint32_t on(const InvitationAccepted& e) {
    return on_ended(e.user, InvitationStatus::accepted);
  }
  std::uint32_t on_ended(const UserId& id, InvitationStatus status) {
    Invitation& ended = invitations[*invitation_no(id)];
    ended.status = status;
    return ++ended.revision;
  }
  std::uint32_t on(const GroupCreated& e) {
    groups.push_back({e.group, e.name, true, 1, {}});
    return 1;
  }
  std::uint32_t on(const GroupRenamed& e) {
    group(e.group).name = e.to;
    return ++group(e.group).revision;
  }
  std::uint32_t on(const GroupDeleted& e) {
    group(e.group).alive = false;
    return ++group(e.group).revision;
  }
  std::uint32_t on(const MemberAdded& e) { return on_member(e.group, e.user, e.role); }
  std::uint32_t on(const MemberRoleChanged& e) { return on_member(e.group, e.user, e.to); }
  std::uint32_t on(const MemberRemoved& e) {
    group(e.group).members.erase(*user_no(e.user));
    return ++group(e.group).revision;
  }
  std::uint32_t on_member(const GroupId& id, const UserId& user_id, MemberRole role) {
    group(id).members[*user_no(user_id)] = role;
    return ++group(id).revision;
  }
  std::uint32_t on(const ApiKeyIssued& e) {
    keys.push_back({e.key, e.user, false});
    return ++user(e.user).revision;
  }
  std::uint32_t on(const ApiKeyRevoked& e) {
    std::ranges::find(keys, e.key, &Key::id)->revoked = true;
    return ++user(e.user).revision;
  }
  std::uint32_t on(const ActorNamed& e) {
    actors.push_back({e.user, e.name});
    return 1;
  }
  std::uint32_t on(const EmailUniquenessChanged& e) {
    emails_are_unique = e.unique;
    return ++directory_revision;
  }
};

}  // namespace rolecall::test
