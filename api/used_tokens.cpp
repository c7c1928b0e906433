#include "api/used_tokens.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

constexpr std::uint64_t ended = std::numeric_limits<std::uint64_t>::max();

}  // namespace

UsedTokens::UsedTokens() : entries_(limits::token_sessions) {}

bool UsedTokens::use(const Uuid& session, std::uint32_t number) {
  const std::lock_guard lock(mutex_);
  Entry& entry = take(session);
  const bool is_good = number > entry.last;
  entry.last = is_good ? number : ended;
  return is_good;
}

void UsedTokens::end(const Uuid& session) {
  const std::lock_guard lock(mutex_);
  take(session).last = ended;
}

void UsedTokens::end_all(const UserId& user, Timestamp by) {
  const std::lock_guard lock(mutex_);
  Entry& entry = take(user);
  entry.last = std::max(entry.last, static_cast<std::uint64_t>(by.us));
}

bool UsedTokens::has_ended(const Uuid& session, const UserId& user, Timestamp begun) const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t by = last_of(user);
  return last_of(session) == ended || (by != 0 && static_cast<std::uint64_t>(begun.us) <= by);
}

std::size_t UsedTokens::first_place(const Uuid& id) const {
  return hash_value(id) % (entries_.size() / ways) * ways;
}

std::uint64_t UsedTokens::last_of(const Uuid& id) const {
  const std::size_t begin = first_place(id);
  for (std::size_t i = begin; i < begin + ways; ++i) {
    if (entries_[i].seen != 0 && entries_[i].id == id) return entries_[i].last;
  }
  return 0;
}

UsedTokens::Entry& UsedTokens::take(const Uuid& id) {
  const std::size_t begin = first_place(id);
  Entry* place = &entries_[begin];
  for (std::size_t i = begin; i < begin + ways; ++i) {
    Entry& one = entries_[i];
    if (one.seen != 0 && one.id == id) {
      place = &one;
      break;
    }
    if (one.seen < place->seen) place = &one;  // the one that was changed longest ago
  }
  if (place->seen == 0 || place->id != id) *place = {id, 0, 0};
  place->seen = ++changes_;
  return *place;
}

}  // namespace rolecall
