#include "projections/directory/activity_keeper.hpp"

namespace rolecall {
namespace {

constexpr std::chrono::seconds interval{10};

}  // namespace

Result<void> load_activity(const ActivityStore& store, ReadModel& model) {
  const State& state = model.state();
  LastActivity& activity = model.last_activity();
  const Position head = state.head();
  const auto users = store.for_each_user([&](const ActivityStore::Seen& seen) {
    if (const auto no = state.find_user(UserId(seen.id), head)) activity.load_user(*no, seen.day);
  });
  if (!users) return users;
  return store.for_each_api_key([&](const ActivityStore::Seen& seen) {
    const auto no = state.api_keys().find(CredentialId(seen.id), head);
    if (no) activity.load_api_key(*no, seen.day);
  });
}

ActivityKeeper::ActivityKeeper(ActivityStore& store, ReadModel& model)
    : store_(store), model_(model), thread_([this] { run(); }) {}

ActivityKeeper::~ActivityKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  write();
}

void ActivityKeeper::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, interval, [this] { return stopping_; })) {
    lock.unlock();
    write();
    lock.lock();
  }
}

// What a failing disk does not take is lost until the next day it is seen.
void ActivityKeeper::write() {
  const LastActivity::Seen seen = model_.last_activity().take_new();
  if (seen.users.empty() && seen.api_keys.empty()) return;
  const State& state = model_.state();
  const LastActivity& activity = model_.last_activity();
  std::vector<ActivityStore::Seen> users;
  for (const UserNo user : seen.users) {
    users.push_back({state.users().id(user), activity.of_user(user).value_or(0)});
  }
  std::vector<ActivityStore::Seen> api_keys;
  for (const ApiKeyNo key : seen.api_keys) {
    api_keys.push_back(
        {state.api_keys().at(key, State::newest).id, activity.of_api_key(key).value_or(0)});
  }
  (void)store_.put(users, api_keys);
}

}  // namespace rolecall
