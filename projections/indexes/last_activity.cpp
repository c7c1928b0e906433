#include "projections/indexes/last_activity.hpp"

#include <utility>

namespace rolecall {
namespace {

constexpr std::int64_t us_per_day = 86'400'000'000;

bool is_new(std::atomic<Day>& last, Day day) {
  return last.load(std::memory_order_relaxed) != day &&
         last.exchange(day, std::memory_order_relaxed) != day;
}

}  // namespace

Day day_of(Timestamp time) { return static_cast<Day>(time.us / us_per_day); }

Timestamp start_of(Day day) { return {day * us_per_day}; }
std::string day_text(Day day) { return to_text(start_of(day)).substr(0, 10); }

LastActivity::LastActivity(std::size_t events_max) : users_(events_max), api_keys_(events_max) {}

void LastActivity::seen(UserNo user, ApiKeyNo api_key, Day day) {
  seen(user, day);
  if (!is_new(api_keys_[number(api_key)], day)) return;
  const std::lock_guard lock(mutex_);
  new_.api_keys.push_back(api_key);
}

void LastActivity::seen(UserNo user, Day day) {
  if (!is_new(users_[number(user)], day)) return;
  const std::lock_guard lock(mutex_);
  new_.users.push_back(user);
}

LastActivity::Seen LastActivity::take_new() {
  const std::lock_guard lock(mutex_);
  return std::exchange(new_, {});
}

}  // namespace rolecall
