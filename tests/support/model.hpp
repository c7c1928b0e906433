// A naive model of the directory's state: plain values, folded one event after the other; and the
// events that may follow it, by choice numbers, so that RapidCheck can shrink a whole history.
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

namespace rolecall::testing_support {

struct Model {
  struct User {
    UserId id;
    Profile profile;
    RoleGrant role;
    Status status = Status::active;
    Status last_present = Status::active;
    std::uint32_t revision = 1;
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
  std::vector<User> users;
  std::vector<Group> groups;
  std::vector<Key> keys;
  std::vector<NamedActor> actors;

  std::optional<std::size_t> user_no(const UserId& id) const { return index_of(users, id); }
  User& user(const UserId& id) { return users[*index_of(users, id)]; }
  Group& group(const GroupId& id) { return groups[*index_of(groups, id)]; }

  // The present user with that username or email, by canonical key.
  std::optional<std::size_t> holder(std::string Profile::*member, const std::string& key) const {
    for (std::size_t i = 0; i < users.size(); ++i) {
      const std::string& name = users[i].profile.*member;
      if (is_present(users[i].status) && !name.empty() && canonical_key(name) == key) return i;
    }
    return std::nullopt;
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

  // Folds an event in; answers the revision it gets.
  Revision apply(const Event& event) {
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
    const Status status = e.active ? Status::active : Status::deactivated;
    users.push_back({e.user, e.profile, e.role, status, status, was_named ? 2u : 1u});
    return users.back().revision;
  }
  std::uint32_t on(const UserProfileChanged& e) {
    apply_patch(user(e.user).profile, e.to);
    return ++user(e.user).revision;
  }
  std::uint32_t on(const RoleAssigned& e) {
    user(e.user).role = e.to;
    return ++user(e.user).revision;
  }
  std::uint32_t on(const RoleExpired& e) {
    user(e.user).role = e.to;
    return ++user(e.user).revision;
  }
  std::uint32_t on(const UserDeactivated& e) { return on_status(e.user, Status::deactivated); }
  std::uint32_t on(const UserReactivated& e) { return on_status(e.user, Status::active); }
  std::uint32_t on(const UserRemoved& e) { return on_status(e.user, Status::removed); }
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
  std::uint32_t on(const UserInvited&) { return 1; }
  std::uint32_t on(const InvitationRenewed&) { return 1; }
  std::uint32_t on(const InvitationRevoked&) { return 1; }
  std::uint32_t on(const InvitationAccepted&) { return 1; }
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
};

// Few enough to collide: the same names in several forms, and one more per number.
inline std::string pool_name(std::uint32_t choice) {
  static constexpr const char* names[] = {"vera.moor", "Vera.Moor", "straße", "STRASSE",
                                          "zo\u00eb",  "zoe\u0308", "nina",   "ﬁsch"};
  if (choice % 12 < 8) return names[choice % 12];
  return (choice % 2 == 0 ? "actor" : "user") + std::to_string(choice % 97 / 2);
}
inline std::string pool_email(std::uint32_t choice) {
  if (choice % 5 == 0) return {};
  if (choice % 5 == 1) return "\"at@home\"@acme.io";
  return pool_name(choice / 5) + (choice % 2 == 0 ? "@acme.io" : "@Straße.de");
}

// An event that may follow: the choice says which, of whom and with what.
class NextEvent {
 public:
  NextEvent(const Model& model, std::uint32_t choice) : model_(model), choice_(choice) {}

  Event event() {
    const std::uint32_t kind = take(16);
    if (model_.users.empty() || kind < 3) return create_user();
    if (kind < 9) return change_user(model_.users[take(model_.users.size())]);
    if (model_.groups.empty() || kind == 9) return create_group();
    if (kind < 14) return change_group(model_.groups[take(model_.groups.size())]);
    if (kind == 14) return name_actor();
    return key_event();
  }

 private:
  std::uint32_t take(std::size_t below) {
    // The digits of a number run out; what is left is mixed on.
    choice_ = choice_ * 0x9e3779b97f4a7c15u + 0x7f4a7c15u;
    return static_cast<std::uint32_t>((choice_ >> 33) % below);
  }
  std::uint16_t next_no(std::size_t size) const { return static_cast<std::uint16_t>(size + 1); }
  RoleGrant role() {
    static constexpr const char* words[] = {"", "publisher", "BILLING_ADMIN"};
    const auto rank = static_cast<Role>(1 + take(role_count));
    return {rank, take(2) == 0 ? Channel::native : Channel::paradime, words[take(3)]};
  }
  std::string free_username() {
    std::string name = pool_name(take(1000));
    if (!model_.holder(&Profile::username, canonical_key(name))) return name;
    return "unique" + std::to_string(model_.users.size()) + '.' + std::to_string(take(100000));
  }
  std::string free_email() {
    std::string email = pool_email(take(1000));
    return model_.holder(&Profile::email, canonical_key(email)) ? std::string{} : email;
  }
  Event create_user() {
    UserCreated event{user_id(next_no(model_.users.size())), {}, role(), take(4) != 0};
    event.profile.username = free_username();
    event.profile.email = free_email();
    event.profile.first_name = take(2) == 0 ? "Vera" : "";
    event.profile.last_name = take(2) == 0 ? "Moor" : "";
    event.profile.display_name = take(2) == 0 ? "Vera Moor" : "";
    const auto actor = model_.actor_named(canonical_key(event.profile.username));
    if (actor && !model_.user_no(*actor)) event.user = *actor;
    return event;
  }
  Event change_profile(const Model::User& user) {
    UserProfileChanged event{user.id, {}, {}};
    const auto change = [&](const ProfileMember& member, std::string to) {
      event.from.*member.change = user.profile.*member.value;
      event.to.*member.change = std::move(to);
    };
    const ProfileMember& other = profile_members[2 + take(profile_members.size() - 2)];
    change(other, take(3) == 0 ? "" : "Vera");
    if (take(2) == 0) change(profile_members[0], free_username());
    if (take(2) == 0) change(profile_members[1], free_email());
    return event;
  }
  Event change_user(const Model::User& user) {
    if (user.status == Status::erased) return PasswordSet{user.id};
    if (user.status == Status::removed) {
      const auto taken = [&](std::string Profile::*member) {
        return model_.holder(member, canonical_key(user.profile.*member)).has_value();
      };
      if (taken(&Profile::username) || taken(&Profile::email)) return UserErased{user.id};
      return take(4) == 0 ? Event(UserErased{user.id}) : Event(UserRestored{user.id});
    }
    switch (take(8)) {
      case 0:
      case 1:
        return RoleAssigned{user.id, user.role, role(), {}};
      case 2:
        return RoleExpired{user.id, user.role, role(), {}};
      case 3:
        return user.status == Status::active ? Event(UserDeactivated{user.id})
                                             : Event(UserReactivated{user.id});
      case 4:
        return UserRemoved{user.id};
      case 5:
        return ApiKeyIssued{user.id, key_id(next_no(model_.keys.size())), Capability::read, {}};
      default:
        return change_profile(user);
    }
  }
  std::string free_group_name() {
    std::string name = pool_name(take(1000));
    if (!model_.group_named(canonical_key(name))) return name;
    return "group" + std::to_string(model_.groups.size()) + '.' + std::to_string(take(100000));
  }
  Event create_group() {
    return GroupCreated{group_id(next_no(model_.groups.size())), free_group_name()};
  }
  Event change_group(const Model::Group& group) {
    if (!group.alive) return create_group();
    const std::uint32_t kind = take(12);
    if (kind == 0) return GroupDeleted{group.id};
    if (kind == 1) return GroupRenamed{group.id, group.name, free_group_name()};
    const std::size_t no = take(model_.users.size());
    const UserId user = model_.users[no].id;
    const auto role = take(2) == 0 ? MemberRole::user : MemberRole::owner;
    const auto member = group.members.find(no);
    if (member == group.members.end()) return MemberAdded{group.id, user, role};
    if (kind < 6) return MemberRemoved{group.id, user, member->second};
    return MemberRoleChanged{group.id, user, member->second, role};
  }
  Event name_actor() {
    const std::string name = "actor" + std::to_string(model_.actors.size());
    return ActorNamed{made_id<UserId>(4, next_no(model_.actors.size())), name};
  }
  Event key_event() {
    if (model_.keys.empty()) return PasswordSet{model_.users[0].id};
    const Model::Key& key = model_.keys[take(model_.keys.size())];
    return key.revoked ? Event(PasswordSet{key.owner}) : Event(ApiKeyRevoked{key.owner, key.id});
  }

  const Model& model_;
  std::uint64_t choice_;
};

}  // namespace rolecall::testing_support
