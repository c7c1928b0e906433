#include "api/used_tokens.hpp"

#include <cstddef>
#include <limits>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

constexpr std::uint32_t ended = std::numeric_limits<std::uint32_t>::max();

}  // namespace

UsedTokens::UsedTokens() : sessions_(limits::token_sessions) {}

bool UsedTokens::use(const Uuid& session, std::uint32_t number) {
  const std::lock_guard lock(mutex_);
  const std::size_t begin = hash_value(session) % (sessions_.size() / ways) * ways;
  Session* place = &sessions_[begin];
  for (std::size_t i = begin; i < begin + ways; ++i) {
    Session& one = sessions_[i];
    if (one.seen != 0 && one.id == session) {
      place = &one;
      break;
    }
    if (one.seen < place->seen) place = &one;  // the one that was used longest ago
  }
  if (place->seen == 0 || place->id != session) *place = {session, 0, 0};
  place->seen = ++uses_;
  const bool is_good = number > place->used;
  place->used = is_good ? number : ended;
  return is_good;
}

}  // namespace rolecall
