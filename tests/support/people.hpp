// People, ids and times for tests: known by name, equal in every run.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "engine/events/event.hpp"

namespace rolecall::test {

template <class Id>
Id made_id(std::uint8_t kind, std::uint16_t number) {
  Id id;
  id.bytes = {1, 2, 3, 4, 5, 6, 0x70, 0, 0x80, 0, 0, 0, 0, kind};
  id.bytes[14] = static_cast<std::uint8_t>(number >> 8);
  id.bytes[15] = static_cast<std::uint8_t>(number);
  return id;
}
inline UserId user_id(std::uint16_t number) { return made_id<UserId>(1, number); }
inline GroupId group_id(std::uint16_t number) { return made_id<GroupId>(2, number); }
inline CredentialId key_id(std::uint16_t number) { return made_id<CredentialId>(3, number); }

inline const UserId olga = user_id(1);  // ops
inline const UserId otto = user_id(2);  // ops
inline const UserId ada = user_id(3);   // admin
inline const UserId alf = user_id(4);   // admin
inline const UserId nina = user_id(5);  // analyst
inline const UserId vera = user_id(6);  // viewer

inline Profile profile_of(std::string username, std::string email = {}) {
  Profile profile;
  profile.username = std::move(username);
  profile.email = std::move(email);
  return profile;
}

inline RoleGrant native(Role role) { return {role, Channel::native, {}}; }

inline UserCreated created(const UserId& id, std::string username, Role role = default_role) {
  return {id, profile_of(std::move(username)), native(role), true};
}

// Two of each rank that may change something, one of each other.
inline Events a_team() {
  return {created(olga, "olga.berg", Role::ops),     created(otto, "otto.thal", Role::ops),
          created(ada, "ada.stein", Role::admin),    created(alf, "alf.wald", Role::admin),
          created(nina, "nina.bach", Role::analyst), created(vera, "vera.moor", Role::viewer)};
}

inline Events and_then(Events events, const Events& more) {
  events.insert(events.end(), more.begin(), more.end());
  return events;
}

}  // namespace rolecall::test
