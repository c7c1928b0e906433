// A user as of a view: what every dialect shows of a user, each in its own words.
//
// Threads: as its view, a copy of which it keeps.
#pragma once

#include <optional>

#include "engine/events/profile.hpp"
#include "projections/model/view.hpp"
#include "projections/users/user_since.hpp"

namespace rolecall {

class UserAt {
 public:
  // The user must have been created by then; `version`: the one of then.
  UserAt(const View& view, UserNo user, const UserVersion& version);
  UserAt(const View& view, UserNo user);
  // The present user of that id or name; nothing: there is none.
  static std::optional<UserAt> find(const View& view, const UserRef& user);

  const View& view() const { return view_; }
  UserNo no() const { return no_; }
  const UserId& id() const { return state().users().id(no_); }

  const UserVersion& version() const { return version_; }
  Revision revision() const { return version_.revision; }
  Status status() const { return version_.status; }
  bool is_active() const { return version_.status == Status::active; }

  // As it was given.
  RoleGrant role() const { return state().role_of(version_); }
  // Until when the role is given; nothing: for good.
  std::optional<Timestamp> role_valid_until() const {
    return rolecall::role_valid_until(state(), no_, version_);
  }
  // When and by whom it was last changed; nothing, nil: it is the role of the creation.
  std::optional<Timestamp> role_changed_at() const;
  UserId role_changed_by() const;

  ProfileView profile() const { return state().profiles().view(version_.profile); }
  // With derived names in the place of absent ones (engine/events/shown_profile.hpp).
  Profile shown_profile() const;

  Timestamp created_at() const { return state().time_of(since_.created); }
  Timestamp updated_at() const { return state().time_of(version_.from); }  // by any change
  Timestamp profile_updated_at() const { return state().time_of(since_.profile); }
  // By a change of profile or role, not of the status.
  Timestamp described_at() const;
  // Of no position: as of now.
  std::optional<Day> last_active_on() const { return view_.model().last_activity().of_user(no_); }
  // The same as a time: the start of that day, or of the user's existence.
  std::optional<Timestamp> last_active_at() const;

 private:
  const State& state() const { return view_.state(); }
  bool has_changed_role() const { return since_.role != since_.created; }

  View view_;
  UserNo no_;
  UserVersion version_;
  UserSince since_;
};

// A small number that stays the user's: for dialects that have them beside, or instead of, ids.
inline std::uint32_t integer_id(UserNo user) { return number(user) + 1; }

}  // namespace rolecall
