// Roles, what they were called where they were given, and capabilities.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

std::string_view word(Role role);
std::optional<Role> parse_role(std::string_view text);

// A role as it was given: other dialects have other words for the same rank, and the dialect that
// gave a word reads it back verbatim.
struct RoleGrant {
  Role role = default_role;
  Channel given_in = Channel::native;
  std::string native_word;  // empty: the word of the role itself

  bool operator==(const RoleGrant&) const = default;
};

// The word `dialect` shows for a role: verbatim where it gave the role itself, else its own word
// for that rank; empty where it has none. Valid as long as `grant`.
std::string_view word_in(Channel dialect, const RoleGrant& grant);
// What `word` means where it is given in a dialect. Nothing: the dialect has no such word.
std::optional<RoleGrant> parse_role_in(Channel dialect, std::string_view word);
// Whether the dialect's words tell ops from admin.
bool tells_ops_from_admin(Channel dialect);

// Whether the dialect can say until when a role is given.
bool tells_valid_until(Channel dialect);

// What a credential may be used for.
enum class Capability : std::uint8_t { read = 1, manage = 2 };

std::string_view word(Capability capability);
std::optional<Capability> parse_capability(std::string_view text);

// A member's place in one group; unrelated to the directory role.
enum class MemberRole : std::uint8_t { user = 1, owner = 2 };

std::string_view word(MemberRole role);
std::optional<MemberRole> parse_member_role(std::string_view text);

// What a user is. The numbers are in the state hash.
enum class Status : std::uint8_t { active = 0, deactivated = 1, removed = 2, erased = 3 };

inline constexpr std::uint8_t status_count = 4;

std::string_view word(Status status);
std::optional<Status> parse_status(std::string_view text);

// Removed and erased users are not listed, found or counted unless a query asks for them.
constexpr bool is_present(Status status) { return status <= Status::deactivated; }

}  // namespace rolecall
