// The directory's state: the fold over the log that decisions are made on, readable at any
// position.
//
// Order:   apply() takes each stored event once, in position order; publish() makes all applied
//          events visible at once. Nothing is rolled back.
// Reading: a reader loads head() once and calls that T (or brings its own, not newer than the
//          head), and asks everything "at T". It never waits for the writer, nor the writer for it.
//          The writer itself may ask at `newest`.
// Threads: apply() and publish() from the writer's thread; everything else from any thread.
#pragma once

#include <array>
#include <atomic>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/events/event.hpp"
#include "engine/limits.hpp"
#include "engine/result.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/actor_names.hpp"
#include "engine/state/amounts.hpp"
#include "engine/state/api_keys.hpp"
#include "engine/state/bound_roles.hpp"
#include "engine/state/email_rules.hpp"
#include "engine/state/epochs.hpp"
#include "engine/state/groups.hpp"
#include "engine/state/interned_words.hpp"
#include "engine/state/invitations.hpp"
#include "engine/state/password_sets.hpp"
#include "engine/state/profiles.hpp"
#include "engine/state/user_rows.hpp"
#include "engine/types/refs.hpp"

namespace rolecall {

// What one event did, for the projections: a user's state before and after it, a group's new name.
struct StateChange {
  struct UserChange {
    UserNo user{};
    std::optional<UserVersion> before;  // nothing: the event created the user
    UserVersion after;
    UserAspects changed = 0;
  };
  std::optional<UserChange> user;
  std::optional<std::uint32_t> group_name;  // Groups::name_text()
};

class State {
 public:
  static constexpr Position newest{limits::position_max};

  explicit State(const Amounts& capacities = memory_capacities);

  // `corrupt` where the event cannot follow the state: a log that decide did not write.
  // `storage_full` where it does not fit into memory's capacities: nothing has been applied then.
  Result<StateChange> apply(const Recorded& recorded);
  void publish();
  // What is applied. To be loaded before anything is; then published.
  void serialize(Archive& archive);

  Position head() const { return head_.load(std::memory_order_acquire); }
  Epochs::Guard enter() const { return epochs_.enter(); }
  Epochs& epochs() { return epochs_; }

  // What it can hold, and what it held at the last publish(): from any thread.
  const Amounts& capacities() const { return capacities_; }
  Amounts held() const;

  // Writer only, before anything is stored. The most that an event adds; that of a role that runs
  // out has been counted when the role was given.
  Amounts demand_of(const Event& event) const;
  // `storage_full` where `added` does not fit on top of what is held and `waiting`: into all but
  // the part of each capacity that is kept from commands. Asks only for what `added` needs.
  Result<void> check_room(const Amounts& waiting, const Amounts& added) const;
  // Has the memory for that ready; false: there is none.
  bool make_room(const Amounts& added);

  const UserRows& users() const { return users_; }
  const Profiles& profiles() const { return profiles_; }
  const EmailRules& email_rules() const { return email_rules_; }
  const InternedWords& interned_words() const { return role_words_; }
  const Groups& groups() const { return groups_; }
  const ActorNames& actors() const { return actors_; }
  const ApiKeys& api_keys() const { return api_keys_; }
  const BoundRoles& bound_roles() const { return bound_roles_; }
  const Invitations& invitations() const { return invitations_; }
  const PasswordSets& password_sets() const { return password_sets_; }

  // Any user created by then, removed ones too.
  std::optional<UserNo> find_user(const UserId& id, Position at) const;
  // A present user by id or name.
  std::optional<UserNo> find_user(const UserRef& ref, Position at) const;
  // The present user (active or deactivated) who had the name then.
  std::optional<UserNo> find_username(std::string_view canonical, Position at) const;
  // Nobody, where several share the address: none of them can be meant.
  std::optional<UserNo> find_email(std::string_view canonical, Position at) const;
  // Who has it then, in no order; `most` of them at most.
  std::vector<UserNo> present_with_email(std::string_view canonical, Position at,
                                         std::size_t most) const;
  // The users removed by then too who had it when they went: in order of creation.
  std::vector<UserNo> holders(NameField username_or_email, std::string_view canonical,
                              Position at) const;
  // The present one, else the one who was the last to go under that name.
  std::optional<UserNo> last_holder(NameField username_or_email, std::string_view canonical,
                                    Position at) const;

  // A version's role as it was given.
  RoleGrant role_of(const UserVersion& version) const {
    return role_words_.grant(version.role, version.role_word);
  }
  // When the event at a position took effect.
  Timestamp time_of(Position position) const { return times_[number(position)]; }
  // The last position, not after `head`, whose time is not after `time`; 0: none.
  Position position_at(Timestamp time, Position head) const;

  // Writer only.
  std::uint32_t active_users() const { return active_users_; }
  // Active users who have the top role for good.
  std::uint32_t lasting_top() const { return lasting_top_; }
  // Whose roles run out, and when, soonest first.
  using Expiries = std::set<std::pair<Timestamp, UserNo>>;
  const Expiries& expiries() const { return expiries_; }
  Position applied() const { return applied_; }
  // Whether the log holds nothing but imported history.
  bool only_imported() const { return only_imported_; }

 private:
  struct World;  // see fold.hpp
  template <class Accept>
  void offer_holders(NameField field, std::string_view canonical, Position at, Accept accept) const;
  StateChange add_user(const UserId& id, KeyNo key, const Profile& profile, UserVersion first);
  StateChange change_user(UserNo user, const UserVersion& version);
  UserAspects changed_from(UserNo user, const UserVersion& before, const UserVersion& after) const;
  void index_names(UserNo user, ProfileRef profile, UserAspects changed);
  void count(const UserVersion& version, std::uint32_t change);
  void follow_expiry(UserNo user, const UserVersion& before, const UserVersion& after);
  Amounts held_with(const Amounts& added) const;
  Result<void> check_fit(const Recorded& recorded) const;

  Amounts capacities_;
  std::array<std::atomic<std::uint64_t>, stores.size()> held_{};  // by store, as published
  Epochs epochs_;
  std::atomic<Position> head_{Position{0}};
  Position applied_{0};
  UserRows users_;
  Profiles profiles_;
  InternedWords role_words_;
  Groups groups_;
  ActorNames actors_;
  ApiKeys api_keys_;
  BoundRoles bound_roles_;
  Invitations invitations_;
  PasswordSets password_sets_;
  EmailRules email_rules_;
  ReservedArray<Timestamp> times_;  // by position; element 0 is not used
  CandidateIndex by_id_;            // user numbers
  CandidateIndex by_username_;      // profile references
  CandidateIndex by_email_;         // profile references
  std::uint32_t active_users_ = 0;
  std::uint32_t lasting_top_ = 0;
  Expiries expiries_;
  bool only_imported_ = true;
};

}  // namespace rolecall
