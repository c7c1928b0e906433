#include "api/guess_throttle.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <tuple>
#include <utility>

#include <sodium.h>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

using std::chrono::seconds;

constexpr seconds forgotten_after{limits::guesses_forgotten_s};

std::string_view bytes_of(const PeerAddress& peer) {
  const bool is_ipv4 = Uuid{peer.bytes}.half(0) == 0;
  // Whoever has one address of IPv6 has as many as he likes of its first half.
  return {reinterpret_cast<const char*>(peer.bytes.data()), is_ipv4 ? 16U : 8U};
}

}  // namespace

GuessThrottle::GuessThrottle(Now now) : now_(std::move(now)), entries_(limits::guess_entries) {
  randombytes_buf(key_.data(), key_.size());
}

GuessThrottle::Standing GuessThrottle::standing(const Source& source) const {
  const Clock::time_point now = now_();
  const std::lock_guard lock(mutex_);
  const Entry* const pair = find(hash_of(Kind::pair, source), now);
  Standing standing{wait_of(Kind::pair, pair, now), pair && pair->is_known};
  if (standing.is_known) return standing;
  for (const Kind kind : {Kind::name, Kind::address}) {
    if (kind == Kind::address && source.peer.is_loopback()) continue;
    standing.wait = std::max(standing.wait, wait_of(kind, find(hash_of(kind, source), now), now));
  }
  return standing;
}

void GuessThrottle::failed(const Source& source) {
  const Clock::time_point now = now_();
  const std::lock_guard lock(mutex_);
  for (const Kind kind : {Kind::name, Kind::address, Kind::pair}) {
    Entry& entry = take(hash_of(kind, source), now);
    ++entry.failures;
    entry.last = now;
    if (entry.failures >= limits::guesses_free) entry.is_known = false;
  }
}

void GuessThrottle::succeeded(const Source& source) {
  const Clock::time_point now = now_();
  const std::lock_guard lock(mutex_);
  Entry& pair = take(hash_of(Kind::pair, source), now);
  pair.failures = 0;
  pair.last = now;
  pair.is_known = true;
}

seconds GuessThrottle::change_own(const UserId& user) {
  const Clock::time_point now = now_();
  const std::lock_guard lock(mutex_);
  const std::uint64_t hash = hash_of(Kind::change, user.text());
  const seconds wait = wait_of(Kind::change, find(hash, now), now);
  if (wait > seconds(0)) return wait;
  Entry& entry = take(hash, now);
  ++entry.failures;
  entry.last = now;
  return wait;
}

Uuid GuessThrottle::turn_of(std::string_view name) const {
  Uuid turn;
  const std::uint64_t hash = hash_of(Kind::name, name);
  std::memcpy(turn.bytes.data(), &hash, sizeof hash);
  return turn;
}

std::uint64_t GuessThrottle::hash_of(Kind kind, const Source& source) const {
  if (kind == Kind::name) return hash_of(kind, source.name);
  std::string text(bytes_of(source.peer));
  if (kind == Kind::pair) text += source.name;
  return hash_of(kind, text);
}

std::uint64_t GuessThrottle::hash_of(Kind kind, std::string_view text) const {
  std::string keyed(1, static_cast<char>(kind));
  keyed += text;
  std::uint64_t hash = 0;
  static_assert(sizeof hash == crypto_shorthash_BYTES && sizeof key_ == crypto_shorthash_KEYBYTES);
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash),
                   reinterpret_cast<const unsigned char*>(keyed.data()), keyed.size(), key_.data());
  return std::max<std::uint64_t>(hash, 1);
}

// Twice as long after each failure beyond those that are free.
seconds GuessThrottle::wait_of(Kind kind, const Entry* entry, Clock::time_point now) {
  const std::uint32_t free =
      kind == Kind::address ? limits::guesses_free_of_address : limits::guesses_free;
  if (!entry || entry->failures < free) return seconds(0);
  const seconds longest(kind == Kind::address ? limits::guess_wait_of_address_max_s
                                              : limits::guess_wait_max_s);
  const seconds whole(std::int64_t{1} << std::min<std::uint32_t>(entry->failures - free, 30));
  const auto left = entry->last + std::min(whole, longest) - now;
  return std::max(seconds(0), std::chrono::ceil<seconds>(left));
}

const GuessThrottle::Entry* GuessThrottle::find(std::uint64_t hash, Clock::time_point now) const {
  const std::size_t begin = hash % (entries_.size() / ways) * ways;
  for (std::size_t i = begin; i < begin + ways; ++i) {
    const Entry& entry = entries_[i];
    const bool is_over = !entry.is_known && now - entry.last > forgotten_after;
    if (entry.hash == hash) return is_over ? nullptr : &entry;
  }
  return nullptr;
}

// The entry of that hash; a fresh one takes the place of what is least missed.
GuessThrottle::Entry& GuessThrottle::take(std::uint64_t hash, Clock::time_point now) {
  const std::size_t begin = hash % (entries_.size() / ways) * ways;
  Entry* least = &entries_[begin];
  const auto worth = [&](const Entry& entry) {
    const bool is_over = now - entry.last > forgotten_after;
    return std::tuple(entry.is_known, is_over ? 0U : entry.failures, entry.last);
  };
  for (std::size_t i = begin; i < begin + ways; ++i) {
    Entry& entry = entries_[i];
    if (entry.hash == hash && find(hash, now) != nullptr) return entry;
    if (entry.hash == hash || worth(entry) < worth(*least)) least = &entry;
    if (entry.hash == hash) break;
  }
  *least = {hash, now, 0, false};
  return *least;
}

}  // namespace rolecall
