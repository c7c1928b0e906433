// On which day a user was last seen, and an API key last used. No part of the log, of the state
// hash or of any position: it is kept apart, written lazily, and may lose a day in a crash.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/limits.hpp"
#include "engine/state/api_keys.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/position.hpp"
#include "engine/types/timestamp.hpp"

namespace rolecall {

// Days since 1970-01-01, UTC.
using Day = std::uint16_t;
Day day_of(Timestamp time);
Timestamp start_of(Day day);
std::string day_text(Day day);  // 2026-01-02

// Threads: all from any, save what is marked.
class LastActivity {
 public:
  explicit LastActivity(std::size_t events_max = limits::events_max);

  // Writer only: as many as there are. Who can see a user or key can tell of it.
  bool make_room(std::size_t events) {
    return users_.make_room(events) && api_keys_.make_room(events);
  }
  void add_user() { users_.append_zeroed(1); }
  void add_api_key() { api_keys_.append_zeroed(1); }

  // One write a day and user; every later call of that day only compares.
  void seen(UserNo user, ApiKeyNo api_key, Day day);
  void seen(UserNo user, Day day);
  std::optional<Day> of_user(UserNo user) const { return of(users_, number(user)); }
  std::optional<Day> of_api_key(ApiKeyNo key) const { return of(api_keys_, number(key)); }

  // What has been seen since the last call, for whoever keeps it.
  struct Seen {
    std::vector<UserNo> users;
    std::vector<ApiKeyNo> api_keys;
  };
  Seen take_new();
  // What was kept before: is not new.
  void load_user(UserNo user, Day day) { users_[number(user)].store(day); }
  void load_api_key(ApiKeyNo key, Day day) { api_keys_[number(key)].store(day); }

 private:
  using Days = ReservedArray<std::atomic<Day>>;  // 0: never
  static std::optional<Day> of(const Days& days, std::uint32_t index) {
    const Day day = days[index].load(std::memory_order_relaxed);
    return day == 0 ? std::nullopt : std::optional(day);
  }

  Days users_;
  Days api_keys_;
  std::mutex mutex_;
  Seen new_;
};

}  // namespace rolecall
