// The events that may follow a state, by choice numbers, so that RapidCheck can shrink a whole
// history.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "tests/support/naive_state.hpp"

namespace rolecall::test {

// Three events at a time.
inline Timestamp time_of(Position position) {
  return {static_cast<std::int64_t>(number(position) / 3)};
}

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
  NextEvent(const NaiveState& model, std::uint32_t choice) : model_(model), choice_(choice) {}

  Event event() {
    if (const auto* accepted = accepted_without_user()) return create_invited(*accepted);
    const std::uint32_t kind = take(18);
    if (kind >= 16) return invitation_event();
    if (model_.users.empty() || kind < 3) return create_user();
    if (kind < 9) return change_user(model_.users[take(model_.users.size())]);
    if (model_.groups.empty() || kind == 9) return create_group();
    if (kind < 14) return change_group(model_.groups[take(model_.groups.size())]);
    if (kind == 14) return take(2) == 0 ? name_actor() : change_email_rule();
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
  bool is_held(std::string Profile::*member, const std::string& name) const {
    return !model_.holders(member, canonical_key(name)).empty();
  }
  std::string free_username() {
    std::string name = pool_name(take(1000));
    if (!is_held(&Profile::username, name)) return name;
    return "unique" + std::to_string(model_.users.size()) + '.' + std::to_string(take(100000));
  }
  std::string free_email() {
    std::string email = pool_email(take(1000));
    if (!model_.emails_are_unique) return email;
    return is_held(&Profile::email, email) ? std::string{} : email;
  }
  // Around this event's own time and later.
  std::optional<Timestamp> soon() {
    return Timestamp{time().us + static_cast<std::int64_t>(take(20))};
  }
  Timestamp time() const { return time_of(Position{model_.position + 1}); }
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
  Event change_profile(const NaiveState::User& user) {
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
  Event change_user(const NaiveState::User& user) {
    if (user.status == Status::erased) return PasswordSet{user.id};
    if (user.status == Status::removed) {
      if (user.bound && take(4) == 0) {
        return RoleExpired{user.id, user.role, user.bound->fallback, user.bound->granted_at};
      }
      const bool is_email_taken =
          model_.emails_are_unique && is_held(&Profile::email, user.profile.email);
      if (is_held(&Profile::username, user.profile.username) || is_email_taken) {
        return UserErased{user.id};
      }
      return take(4) == 0 ? Event(UserErased{user.id}) : Event(UserRestored{user.id});
    }
    switch (take(8)) {
      case 0:
      case 1:
        return RoleAssigned{user.id, user.role, role(), take(2) == 0 ? soon() : std::nullopt};
      case 2:
        if (!user.bound) return RoleAssigned{user.id, user.role, role(), soon()};
        return RoleExpired{user.id, user.role, user.bound->fallback, user.bound->granted_at};
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
  Event change_group(const NaiveState::Group& group) {
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
  // Three of four times back to unique, where it was not.
  Event change_email_rule() {
    return EmailUniquenessChanged{!model_.emails_are_unique || take(4) == 0};
  }
  Event key_event() {
    if (model_.keys.empty()) return PasswordSet{model_.users[0].id};
    const NaiveState::Key& key = model_.keys[take(model_.keys.size())];
    return key.revoked ? Event(PasswordSet{key.owner}) : Event(ApiKeyRevoked{key.owner, key.id});
  }

  const NaiveState::Invitation* accepted_without_user() const {
    const auto at =
        std::ranges::find_if(model_.invitations, [&](const NaiveState::Invitation& one) {
          return one.status == InvitationStatus::accepted && !model_.user_no(one.id);
        });
    return at == model_.invitations.end() ? nullptr : &*at;
  }
  Event create_invited(const NaiveState::Invitation& accepted) {
    UserCreated event{accepted.id, {}, accepted.role, true};
    event.profile.username = free_username();
    event.profile.email = accepted.email;
    return event;
  }
  bool is_free(const std::string& email) const {
    const std::string key = canonical_key(email);
    return !is_held(&Profile::email, email) && !model_.open_invitation(key, time());
  }
  Event invite() {
    std::string email = pool_email(5 * take(200) + 2 + take(3));
    if (!is_free(email)) {
      email = "unique" + std::to_string(model_.invitations.size()) + '.' +
              std::to_string(take(100000)) + "@acme.io";
    }
    const UserId id = made_id<UserId>(5, next_no(model_.invitations.size()));
    return UserInvited{id, email, role(), *soon()};
  }
  Event invitation_event() {
    if (model_.invitations.empty() || take(2) == 0) return invite();
    const NaiveState::Invitation& one = model_.invitations[take(model_.invitations.size())];
    if (one.status != InvitationStatus::open) return invite();
    const bool is_open = one.status_at(time()) == InvitationStatus::open;
    switch (take(3)) {
      case 0:
        return InvitationRevoked{one.id};
      case 1:
        if (!is_open && !is_free(one.email)) return InvitationRevoked{one.id};
        return InvitationRenewed{one.id, role(), *soon()};
      default:
        if (!is_open || is_held(&Profile::email, one.email)) return invite();
        return InvitationAccepted{one.id};
    }
  }

  const NaiveState& model_;
  std::uint64_t choice_;
};

}  // namespace rolecall::test
