// Since when a user is what it is.
#pragma once

#include "engine/state/state.hpp"

namespace rolecall {

struct UserSince {
  Position created{};
  Position role{};     // of the grant in force; equal to `created`: the role of the creation
  Position profile{};  // of the last event about the profile
};

// Of the version that the user had at some position. Threads: any.
UserSince user_since(const State& state, UserNo user, const UserVersion& version);

// Until when that version's role is given; nothing: for good.
std::optional<Timestamp> role_valid_until(const State& state, UserNo user,
                                          const UserVersion& version);

}  // namespace rolecall
