// A user's class: role and status together, the key of counts and of filtered lists.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/types/role.hpp"

namespace rolecall {

enum class UserClass : std::uint8_t {};  // role index * 4 + status: 0 to 15

inline constexpr std::size_t class_count = std::size_t{role_count} * status_count;
static_assert(class_count == 16, "classes are stored in four bits");

constexpr std::uint8_t number(UserClass c) { return static_cast<std::uint8_t>(c); }

constexpr UserClass class_of(Role role, Status status) {
  const auto role_index = static_cast<unsigned>(role) - 1;
  return UserClass{
      static_cast<std::uint8_t>(role_index * status_count + static_cast<unsigned>(status))};
}

// Bit c: class c is in the set.
using ClassSet = std::uint16_t;

constexpr ClassSet set_of(UserClass c) { return static_cast<ClassSet>(1U << number(c)); }

}  // namespace rolecall
