// The position: the one number that orders everything. See README, "One number".
#pragma once

#include <cstddef>
#include <cstdint>

namespace rolecall {

// 1 is the first event; 0 means "before the first". Dense, in commit order, at most 2^40 - 1.
enum class Position : std::uint64_t {};

constexpr std::uint64_t number(Position p) { return static_cast<std::uint64_t>(p); }
constexpr Position next(Position p) { return Position{number(p) + 1}; }
constexpr Position previous(Position p) { return Position{number(p) - 1}; }

// The first `limit` of some positions that are after `after`, and not newer than `at`.
struct PositionRange {
  Position at{};
  Position after{};
  std::size_t limit = 1;
};

// How often a user's or a group's own stream has moved; it is the ETag. 1 is the creation.
enum class Revision : std::uint32_t {};

constexpr std::uint32_t number(Revision r) { return static_cast<std::uint32_t>(r); }
constexpr Revision next(Revision r) { return Revision{number(r) + 1}; }

// A user's dense number in order of creation, from 0. Stays inside this process and the record's
// head; clients see ids only.
enum class UserNo : std::uint32_t {};

constexpr std::uint32_t number(UserNo n) { return static_cast<std::uint32_t>(n); }

enum class GroupNo : std::uint32_t {};

constexpr std::uint32_t number(GroupNo n) { return static_cast<std::uint32_t>(n); }

}  // namespace rolecall
