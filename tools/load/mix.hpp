// What a load asks for, and in what proportion.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall::load {

enum class RequestKind : std::uint8_t {
  lookup,   // one user, by username
  id,       // one user, by id
  batch,    // 100 users in one request, by id
  find,     // the first 20 users whose names have a prefix of three letters
  count,    // active analysts
  page,     // 20 users behind a random cursor
  holders,  // the first 20 holders of the role admin, and how many there are
  history,  // the events of a user
  as_of,    // one user by username, as of a random position of the latter half of the log
  role,     // another role for a viewer or analyst
  create,   // a new user
};
inline constexpr std::size_t request_kind_count = 11;
inline constexpr std::size_t batch_users = 100;

std::string_view name_of(RequestKind kind);

// A weight for each kind, at least one of them more than 0.
using Mix = std::array<std::uint32_t, request_kind_count>;

// NAME=WEIGHT, several with commas, each name once, weights from 0 to 1,000,000.
// `invalid_argument` says what is wrong, and which names there are.
Result<Mix> parse_mix(std::string_view text);

inline bool has(const Mix& mix, RequestKind kind) {
  return mix[static_cast<std::size_t>(kind)] != 0;
}
inline bool changes_something(const Mix& mix) {
  return has(mix, RequestKind::role) || has(mix, RequestKind::create);
}
// Whether nothing else is asked for.
bool is_all(const Mix& mix, RequestKind kind);

}  // namespace rolecall::load
