// The newest state plus what a batch has decided so far and not stored yet: what decide() sees.
//
// Dropped when the batch is applied, or when it could not be stored. The writer's thread only.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "engine/events/event.hpp"
#include "engine/state/state.hpp"
#include "engine/types/refs.hpp"

namespace rolecall {

// A role that is given until a moment.
struct BoundNow {
  Position granted_at{};
  Timestamp valid_until;
  RoleGrant fallback;
};

// A user as of now.
struct UserNow {
  UserNo no{};
  UserId id;
  RoleGrant role;
  std::optional<BoundNow> bound{};
  Status status = Status::active;
  Revision revision{};
  ProfileRef stored_profile{};  // what the state has; see Overlay::profile()

  bool is_lasting_top() const {
    return status == Status::active && role.role == top_role && !bound;
  }
  // As others have to respect it. Whoever is lent a lower role for a while is what the user will be
  // again; whoever is lent a higher one is that meanwhile.
  Role rank() const { return bound ? std::max(role.role, bound->fallback.role) : role.role; }
  // Who has the top role for good, or will have it again when what is lent has run out.
  bool stays_top() const {
    return status == Status::active && (bound ? bound->fallback : role).role == top_role;
  }
};

// A living group as of now.
struct GroupNow {
  GroupId id;
  std::string name;
  Revision revision{};
};

struct InvitationNow {
  UserId id;
  std::string email;
  RoleGrant role;
  InvitationStatus status = InvitationStatus::open;  // as of the moment that was asked about
  Timestamp expires_at;
  Revision revision{};
  std::optional<UserId> inviter{};  // see InvitationVersion
};

struct ApiKeyNow {
  UserId owner;
  Position issued{};
  Role at_most = top_role;  // see authority.hpp
  std::optional<Timestamp> expires_at{};
  bool revoked = false;
};

class Overlay {
 public:
  explicit Overlay(const State& state) : state_(state), guard_(state.enter()) {}

  // Present users only: removed ones are not found.
  std::optional<UserNow> user(const UserId& id) const;
  std::optional<UserNow> user(const UserRef& ref) const;
  std::optional<UserNow> user_named(std::string_view canonical) const;
  // Two of them at most: whether there is one, and no other.
  std::vector<UserNow> users_with_email(std::string_view canonical) const;
  EmailRule email_rule() const {
    return email_rule_ ? *email_rule_ : state_.email_rules().at(State::newest);
  }
  Profile profile(const UserNow& user) const;
  bool ever_had_user() const { return new_users_ != 0 || state_.users().size() != 0; }
  // Whether the id belongs to a user, present or removed.
  bool is_user(const UserId& id) const;
  // Removed and erased ones too.
  std::optional<UserNow> any_user(const UserId& id) const;
  // What a removed user will be again when restored.
  Status status_before_removal(const UserId& id) const;
  std::uint32_t active_users() const { return state_.active_users() + active_users_; }
  // Active users who have the top role for good.
  std::uint32_t lasting_top() const { return state_.lasting_top() + lasting_top_; }

  std::optional<GroupNow> group(const GroupRef& ref) const;
  std::optional<GroupNow> group_named(std::string_view canonical) const;
  std::optional<MemberRole> member_role(const GroupId& group, const UserId& user) const;
  // In the order of their ids.
  std::vector<UserId> owners(const GroupId& group) const;
  // Of all living groups, in no order.
  std::vector<std::pair<GroupId, MemberRole>> memberships(const UserId& user) const;

  std::optional<InvitationNow> invitation(const UserId& id, Timestamp moment) const;
  std::optional<InvitationNow> open_invitation(std::string_view canonical_email,
                                               Timestamp moment) const;

  std::optional<ApiKeyNow> api_key(const CredentialId& id) const;
  // Those of that user that are not revoked, oldest first.
  std::vector<CredentialId> api_keys_of(const UserId& owner) const;
  // What authority.hpp asks; of what is not there, the least.
  Role at_most_of_key(const CredentialId& id) const;
  Role at_most_of_password(const UserId& user) const;
  Role role_of(const UserId& user) const;
  std::optional<UserId> named_actor(std::string_view canonical) const;
  // Whether there is nothing but imported history.
  bool only_imported() const { return state_.only_imported() && !live_; }
  Timestamp last_time() const { return last_time_ ? *last_time_ : stored_last_time(); }

  // The key that seals what is personal of `user`; KeyNo{0}: none yet, then set_key() before the
  // event is recorded.
  KeyNo key_of(const UserId& user) const;
  void set_key(const UserId& user, KeyNo key) { keys_[user] = key; }

  struct Stamp {
    UserNo user_no{};
    Revision revision{};
  };
  // Takes a decided event in (its position, actor, channel, time and event are read); answers the
  // user's number and the revision it gets in the log.
  Stamp evolve(const Recorded& decided);

 private:
  struct World;  // see fold.hpp
  struct PendingUser {
    UserNow now;
    std::optional<Profile> profile;  // where it differs from the stored one
    Status last_present = Status::active;
    std::optional<Role> password_at_most;  // nothing: as stored
  };
  template <class Id>
  using NameMap = boost::unordered_flat_map<std::string, std::optional<Id>>;

  Stamp stamp_of(const Event& event) const;
  Revision stream_before_creation(const UserId& id) const;
  bool is_named_actor(const UserId& id) const;
  Timestamp stored_last_time() const;
  UserNow stored_user(UserNo no) const;
  PendingUser& pending(const UserId& id);
  GroupNow& pending_group(const GroupId& id);
  InvitationNow& pending_invitation(const UserId& id);
  ApiKeyNow& pending_api_key(const CredentialId& id);
  void count(const UserNow& user, std::uint32_t change);
  void rename_user(const UserId& id, const Profile& before, const Profile& after);

  const State& state_;
  Epochs::Guard guard_;
  std::uint32_t new_users_ = 0;
  std::uint32_t active_users_ = 0;  // a difference, modulo 2^32
  std::uint32_t lasting_top_ = 0;   // likewise
  bool live_ = false;               // something that is not imported has been decided
  std::optional<Timestamp> last_time_;
  std::optional<EmailRule> email_rule_;
  boost::unordered_flat_map<UserId, PendingUser> users_;
  NameMap<UserId> usernames_;
  boost::unordered_flat_set<std::string> emails_;  // that somebody got or gave up
  boost::unordered_flat_map<GroupId, std::optional<GroupNow>> groups_;
  NameMap<GroupId> group_names_;
  boost::unordered_flat_map<std::pair<GroupId, UserId>, std::optional<MemberRole>> members_;
  boost::unordered_flat_map<UserId, InvitationNow> invitations_;  // their status as stored
  NameMap<UserId> invited_emails_;                                // who was last invited or renewed
  boost::unordered_flat_map<CredentialId, ApiKeyNow> api_keys_;
  NameMap<UserId> actors_;
  boost::unordered_flat_map<UserId, KeyNo> keys_;
};

}  // namespace rolecall
