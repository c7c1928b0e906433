// What can happen to a user. Members marked "sealed" are readable only with the user's own key.
#pragma once

#include <optional>
#include <string>

#include "engine/events/profile.hpp"
#include "engine/types/position.hpp"
#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct UserCreated {
  UserId user;
  Profile profile;  // sealed
  RoleGrant role;
  bool active = true;
  bool operator==(const UserCreated&) const = default;
};

// `from` and `to` name the same members: those that changed.
struct UserProfileChanged {
  UserId user;
  ProfilePatch from;  // sealed
  ProfilePatch to;    // sealed
  bool operator==(const UserProfileChanged&) const = default;
};

struct RoleAssigned {
  UserId user;
  RoleGrant from;
  RoleGrant to;
  std::optional<Timestamp> valid_until;
  bool operator==(const RoleAssigned&) const = default;
};

// A time-bound role ran out; `to` is the last role without a bound.
struct RoleExpired {
  UserId user;
  RoleGrant from;
  RoleGrant to;
  Position granted_at{};  // of the RoleAssigned that ran out
  bool operator==(const RoleExpired&) const = default;
};

struct UserDeactivated {
  UserId user;
  bool operator==(const UserDeactivated&) const = default;
};

struct UserReactivated {
  UserId user;
  bool operator==(const UserReactivated&) const = default;
};

// Frees the username and the email address; the history stays under the id.
struct UserRemoved {
  UserId user;
  bool operator==(const UserRemoved&) const = default;
};

struct UserRestored {
  UserId user;
  bool operator==(const UserRestored&) const = default;
};

// The key of the user's personal data has been destroyed.
struct UserErased {
  UserId user;
  bool operator==(const UserErased&) const = default;
};

struct PasswordSet {
  UserId user;
  bool operator==(const PasswordSet&) const = default;
};

// An actor of an imported history who is no user (yet). A user created with that name takes the id.
struct ActorNamed {
  UserId user;
  std::string name;  // sealed
  bool operator==(const ActorNamed&) const = default;
};

}  // namespace rolecall
