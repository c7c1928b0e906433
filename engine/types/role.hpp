// Roles, what they were called where they were given, and capabilities.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/types/channel.hpp"

namespace rolecall {

// Lowest rank first: comparing two roles compares their ranks. The numbers are in the log.
enum class Role : std::uint8_t { viewer = 1, analyst = 2, admin = 3, ops = 4 };

inline constexpr std::uint8_t role_count = 4;
inline constexpr Role default_role = Role::analyst;
inline constexpr Role top_role = Role::ops;

// Sets of roles: bit n is the nth of the enumeration.
using RoleSet = std::uint8_t;
constexpr RoleSet set_of(Role role) {
  return static_cast<RoleSet>(1U << (static_cast<unsigned>(role) - 1));
}
inline constexpr RoleSet all_roles = (1U << role_count) - 1;

std::string_view name_of(Role role);
std::optional<Role> parse_role(std::string_view text);

// A role as it was given: other dialects have other words for the same rank, and the dialect that
// gave a word reads it back verbatim.
struct RoleGrant {
  Role role = default_role;
  Channel given_in = Channel::native;
  std::string native_word;  // empty: the word of the role itself

  bool operator==(const RoleGrant&) const = default;
};

// What whoever asks for a role in other words than ours is shown of roles: no end of any, and words
// that may stand for several ranks.
struct RolesAsShown {
  RoleSet by_word = 0;  // ranks it is shown by the very word that it asks with
  RoleSet alike = 0;    // ranks it cannot tell from the one it asks for
};

// A role that is asked for.
struct AskedRole {
  RoleGrant grant;
  std::optional<RolesAsShown> as_shown;  // nothing: ranks and ends of roles are told

  AskedRole() = default;
  AskedRole(RoleGrant asked, std::optional<RolesAsShown> shown = {})  // NOLINT: a grant is one
      : grant(std::move(asked)), as_shown(shown) {}
};

// What a credential may be used for.
enum class Capability : std::uint8_t { read = 1, manage = 2 };

std::string_view name_of(Capability capability);
std::optional<Capability> parse_capability(std::string_view text);

// A member's place in one group; unrelated to the directory role.
enum class MemberRole : std::uint8_t { user = 1, owner = 2 };

std::string_view name_of(MemberRole role);
std::optional<MemberRole> parse_member_role(std::string_view text);

// What a user is. The numbers are in the state hash.
enum class Status : std::uint8_t { active = 0, deactivated = 1, removed = 2, erased = 3 };

inline constexpr std::uint8_t status_count = 4;

std::string_view name_of(Status status);
std::optional<Status> parse_status(std::string_view text);

// Removed and erased users are not listed, found or counted unless a query asks for them.
constexpr bool is_present(Status status) { return status <= Status::deactivated; }

}  // namespace rolecall
