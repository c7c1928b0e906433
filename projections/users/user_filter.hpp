// Which users a query means; the same for every dialect.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/types/refs.hpp"
#include "engine/types/role.hpp"
#include "projections/indexes/user_class.hpp"

namespace rolecall {

// Sets of statuses: bit n is the nth of the enumeration.
using StatusSet = std::uint8_t;

constexpr StatusSet set_of(Status status) {
  return static_cast<StatusSet>(1U << static_cast<unsigned>(status));
}

inline constexpr StatusSet all_statuses = (1U << status_count) - 1;
inline constexpr StatusSet present_statuses = set_of(Status::active) | set_of(Status::deactivated);

// All conditions must hold.
struct UserFilter {
  std::string prefix{};    // of the username, first or last name, whatever the case; empty: any
  std::string username{};  // the whole name, whatever the case; empty: any
  std::string email{};     // the whole address, whatever the case; empty: any
  RoleSet roles = all_roles;
  StatusSet statuses = present_statuses;
  std::optional<GroupRef> group{};  // members of this group
};

constexpr ClassSet classes_of(RoleSet roles, StatusSet statuses) {
  unsigned classes = 0;
  for (unsigned role = 0; role < role_count; ++role) {
    if ((roles >> role & 1) != 0) classes |= static_cast<unsigned>(statuses) << role * status_count;
  }
  return static_cast<ClassSet>(classes);
}

}  // namespace rolecall
