// What can happen to a user.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "engine/events/field.hpp"
#include "engine/events/profile.hpp"
#include "engine/types/position.hpp"
#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct UserCreated {
  static constexpr std::string_view type_name = "UserCreated";
  UserId user;
  Profile profile;
  RoleGrant role;
  bool active = true;
  static constexpr auto members =
      std::tuple(field(1, "role", &UserCreated::role), field(2, "active", &UserCreated::active));
  static constexpr auto sealed = std::tuple(field(1, "profile", &UserCreated::profile));
  bool operator==(const UserCreated&) const = default;
};

// `from` and `to` name the same members: those that changed.
struct UserProfileChanged {
  static constexpr std::string_view type_name = "UserProfileChanged";
  UserId user;
  ProfilePatch from;
  ProfilePatch to;
  static constexpr auto sealed = std::tuple(field(8, "from", &UserProfileChanged::from),
                                            field(9, "to", &UserProfileChanged::to));
  bool operator==(const UserProfileChanged&) const = default;
};

struct RoleAssigned {
  static constexpr std::string_view type_name = "RoleAssigned";
  UserId user;
  RoleGrant from;
  RoleGrant to;
  std::optional<Timestamp> valid_until;
  static constexpr auto members =
      std::tuple(field(1, "from", &RoleAssigned::from), field(2, "to", &RoleAssigned::to),
                 field(3, "valid_until", &RoleAssigned::valid_until));
  bool operator==(const RoleAssigned&) const = default;
};

// A time-bound role ran out; `to` is the last role without a bound.
struct RoleExpired {
  static constexpr std::string_view type_name = "RoleExpired";
  UserId user;
  RoleGrant from;
  RoleGrant to;
  Position granted_at{};  // of the RoleAssigned that ran out
  static constexpr auto members =
      std::tuple(field(1, "from", &RoleExpired::from), field(2, "to", &RoleExpired::to),
                 field(3, "granted_at", &RoleExpired::granted_at));
  bool operator==(const RoleExpired&) const = default;
};

struct UserDeactivated {
  static constexpr std::string_view type_name = "UserDeactivated";
  UserId user;
  bool operator==(const UserDeactivated&) const = default;
};

struct UserReactivated {
  static constexpr std::string_view type_name = "UserReactivated";
  UserId user;
  bool operator==(const UserReactivated&) const = default;
};

// Frees the username and the email address; the history stays under the id.
struct UserRemoved {
  static constexpr std::string_view type_name = "UserRemoved";
  UserId user;
  bool operator==(const UserRemoved&) const = default;
};

struct UserRestored {
  static constexpr std::string_view type_name = "UserRestored";
  UserId user;
  bool operator==(const UserRestored&) const = default;
};

// The key of the user's personal data has been destroyed.
struct UserErased {
  static constexpr std::string_view type_name = "UserErased";
  UserId user;
  bool operator==(const UserErased&) const = default;
};

struct PasswordSet {
  static constexpr std::string_view type_name = "PasswordSet";
  UserId user;
  bool operator==(const PasswordSet&) const = default;
};

// An actor of an imported history who is no user (yet). A user created with that name takes the id.
struct ActorNamed {
  static constexpr std::string_view type_name = "ActorNamed";
  UserId user;
  std::string name;
  static constexpr auto sealed = std::tuple(field(1, "name", &ActorNamed::name));
  bool operator==(const ActorNamed&) const = default;
};

}  // namespace rolecall
