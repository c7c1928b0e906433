// What a state says at a position, beside what the naive model says.
#pragma once

#include <string>

#include "engine/state/state.hpp"
#include "tests/support/next_event.hpp"

namespace rolecall::test {

// Collects what differs; empty: nothing.
class StateDifference {
 public:
  StateDifference(const State& state, Position at, const NaiveState& model)
      : state_(state), at_(at), model_(model) {
    compare_users();
    for (std::uint32_t choice = 0; choice < 1000; choice += 5) compare_names(choice);
    compare_groups();
    for (const NaiveState::Key& key : model.keys) compare_key(key);
    compare_invitations();
  }
  const std::string& text() const { return text_; }

 private:
  template <class Said, class True>
  void expect(const Said& said, const True& truth, const std::string& what) {
    if (said == truth) return;
    text_ += what + " differs at " + std::to_string(number(at_)) + '\n';
  }

  void compare_users() {
    const UserRows& users = state_.users();
    expect(users.count_at(at_), model_.users.size(), "count of users");
    for (std::uint32_t i = 0; i < model_.users.size(); ++i) {
      const NaiveState::User& wanted = model_.users[i];
      const std::string who = "user " + std::to_string(i);
      expect(users.id(UserNo{i}), wanted.id, who + " id");
      expect(state_.find_user(wanted.id, at_), std::optional(UserNo{i}), who + " by id");
      const auto version = users.at(UserNo{i}, at_);
      if (!version) {
        text_ += who + " is missing\n";
        continue;
      }
      expect(state_.interned_words().grant(version->role, version->role_word), wanted.role,
             who + " role");
      expect(version->status, wanted.status, who + " status");
      expect(number(version->revision), wanted.revision, who + " revision");
      compare_bound(UserNo{i}, *version, wanted);
      expect(state_.profiles().view(version->profile).copy(), wanted.profile, who + " profile");
      users.history(UserNo{i}, at_, [&](const UserVersion& newest) {
        expect(newest, *version, who + " newest of history");
        return false;
      });
    }
  }
  void compare_bound(UserNo no, const UserVersion& version, const NaiveState::User& wanted) {
    const std::string what = "bound of user " + std::to_string(number(no));
    expect(version.role_is_bound, wanted.bound.has_value(), what);
    if (!wanted.bound) return;
    const auto grant = state_.bound_roles().find(no, at_);
    if (!grant) {
      text_ += what + " is missing\n";
      return;
    }
    expect(grant->granted_at, wanted.bound->granted_at, what + ", position");
    expect(grant->valid_until, wanted.bound->valid_until, what + ", end");
    expect(state_.interned_words().grant(grant->fallback, grant->fallback_word),
           wanted.bound->fallback, what + ", fallback");
  }
  void compare_names(std::uint32_t choice) {
    const std::string name = canonical_key(pool_name(choice));
    expect(state_.find_username(name, at_), no_of(model_.holder(&Profile::username, name)), name);
    const std::string email = canonical_key(pool_email(choice));
    if (email.empty()) return;
    expect(state_.find_email(email, at_), no_of(model_.holder(&Profile::email, email)), email);
  }
  static std::optional<UserNo> no_of(std::optional<std::size_t> index) {
    return index ? std::optional(UserNo{static_cast<std::uint32_t>(*index)}) : std::nullopt;
  }

  void compare_groups() {
    expect(state_.groups().count_at(at_), model_.groups.size(), "count of groups");
    for (std::uint32_t i = 0; i < model_.groups.size(); ++i) compare_group(GroupNo{i});
    for (std::uint32_t choice = 0; choice < 1000; choice += 5) {
      const std::string name = canonical_key(pool_name(choice));
      const auto found = state_.groups().find_named(name, at_);
      const auto wanted = model_.group_named(name);
      expect(found ? std::optional<std::size_t>(number(*found)) : std::nullopt, wanted,
             "group " + name);
    }
  }
  void compare_group(GroupNo group) {
    const Groups& groups = state_.groups();
    const NaiveState::Group& wanted = model_.groups[number(group)];
    const std::string what = "group " + std::to_string(number(group));
    expect(groups.find(wanted.id), std::optional(group), what + " by id");
    const auto version = groups.at(group, at_);
    if (!version) {
      text_ += what + " is missing\n";
      return;
    }
    expect(version->alive, wanted.alive, what + " alive");
    expect(number(version->revision), wanted.revision, what + " revision");
    expect(groups.name_text(version->name), wanted.name, what + " name");
    expect(groups.name_key(version->name), canonical_key(wanted.name), what + " key");
    expect(version->members, wanted.members.size(), what + " members");
    std::map<std::size_t, MemberRole> members;
    for (EdgeNo edge = groups.first_edge_of_group(group); edge != 0;
         edge = groups.next_in_group(edge)) {
      const auto membership = groups.membership_at(edge, at_);
      if (membership) members[number(membership->user)] = membership->role;
    }
    expect(members, wanted.members, what + " list of members");
    std::uint32_t owners = 0;
    for (const auto& [user, role] : wanted.members) {
      owners += role == MemberRole::owner ? 1 : 0;
      const UserNo no{static_cast<std::uint32_t>(user)};
      const auto membership = groups.membership(group, no, at_);
      expect(membership ? std::optional(membership->role) : std::nullopt, std::optional(role),
             what + " member role");
      expect(lists_group(no, group), true, what + " in the list of a member");
    }
    expect(version->owners, owners, what + " owners");
  }
  bool lists_group(UserNo user, GroupNo group) const {
    const Groups& groups = state_.groups();
    for (EdgeNo edge = groups.first_edge_of_user(user); edge != 0;
         edge = groups.next_in_user(edge)) {
      const auto membership = groups.membership_at(edge, at_);
      if (membership && membership->group == group) return true;
    }
    return false;
  }

  void compare_key(const NaiveState::Key& wanted) {
    const auto no = state_.api_keys().find(wanted.id, at_);
    expect(no.has_value(), true, "API key");
    if (!no) return;
    const IssuedApiKey key = state_.api_keys().at(*no, at_);
    expect(state_.users().id(key.owner), wanted.owner, "owner of an API key");
    expect(key.is_revoked(), wanted.revoked, "revocation of an API key");
  }

  void compare_invitations() {
    const Invitations& invitations = state_.invitations();
    expect(invitations.count_at(at_), model_.invitations.size(), "count of invitations");
    for (std::uint32_t i = 0; i < model_.invitations.size(); ++i) {
      const NaiveState::Invitation& wanted = model_.invitations[i];
      const InvitationNo no{i};
      const std::string what = "invitation " + std::to_string(i);
      expect(invitations.id(no), wanted.id, what + " id");
      expect(invitations.find(wanted.id), std::optional(no), what + " by id");
      expect(invitations.addressee(no).copy().email, wanted.email, what + " address");
      const auto version = invitations.at(no, at_);
      if (!version) {
        text_ += what + " is missing\n";
        continue;
      }
      expect(version->status, wanted.status, what + " status");
      expect(number(version->revision), wanted.revision, what + " revision");
      expect(version->expires_at, wanted.expires_at, what + " end");
      expect(state_.interned_words().grant(version->role, version->role_word), wanted.role,
             what + " role");
      const Timestamp now = time_of(at_);
      expect(version->status_at(now), wanted.status_at(now), what + " status by now");
      const std::string key = canonical_key(wanted.email);
      const auto open = invitations.find_open(key, at_, now);
      expect(open ? std::optional<std::size_t>(number(*open)) : std::nullopt,
             model_.open_invitation(key, now), what + " by open address");
    }
  }

  const State& state_;
  Position at_;
  const NaiveState& model_;
  std::string text_;
};

}  // namespace rolecall::test
