#include "engine/log/activity_store.hpp"

#include <cstring>

#include "engine/limits.hpp"
#include "engine/log/new_store.hpp"

namespace rolecall {
namespace {

std::string_view bytes_of(const Uuid& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace

Result<std::unique_ptr<ActivityStore>> ActivityStore::open(const std::filesystem::path& directory,
                                                           LmdbMode mode) {
  if (!LmdbEnv::exists(directory)) {
    if (mode == LmdbMode::read_only) {
      return std::unique_ptr<ActivityStore>(new ActivityStore(nullptr));
    }
    const auto made = make_store(directory, [](LmdbEnv& env) -> Result<void> {
      for (const char* const name : {"users", "api_keys"}) {
        if (const auto database = env.create_database(name, LmdbKeys::bytes); !database) {
          return database.error();
        }
      }
      return {};
    });
    if (!made) return made.error();
  }
  auto env = LmdbEnv::open(directory, mode, limits::activity_map_size_bytes);
  if (!env) return env.error();
  std::unique_ptr<ActivityStore> store(new ActivityStore(std::move(*env)));
  const auto users = store->env_->database("users", LmdbKeys::bytes);
  if (!users) return users.error();
  const auto api_keys = store->env_->database("api_keys", LmdbKeys::bytes);
  if (!api_keys) return api_keys.error();
  store->users_ = *users;
  store->api_keys_ = *api_keys;
  return store;
}

Result<void> ActivityStore::put(const std::vector<Seen>& users, const std::vector<Seen>& api_keys) {
  if (env_->must_reopen()) {
    if (auto reopened = env_->reopen(); !reopened) return reopened;
  }
  auto txn = env_->write();
  if (!txn) return txn.error();
  const auto put_all = [&](LmdbDatabase database, const std::vector<Seen>& all) -> Result<void> {
    for (const Seen& seen : all) {
      const std::string_view day(reinterpret_cast<const char*>(&seen.day), sizeof seen.day);
      if (auto put = txn->put(database, bytes_of(seen.id), {day}); !put) return put;
    }
    return {};
  };
  if (auto put = put_all(users_, users); !put) return put;
  if (auto put = put_all(api_keys_, api_keys); !put) return put;
  return txn->commit();
}

Result<void> ActivityStore::for_each(LmdbDatabase database, const Visit& visit) const {
  if (!env_) return {};
  const auto txn = env_->read();
  if (!txn) return txn.error();
  auto cursor = txn->cursor(database);
  if (!cursor) return cursor.error();
  auto entry = cursor->first_from(bytes_of(Uuid{}));
  for (; entry && *entry; entry = cursor->next()) {
    Seen seen;
    if ((*entry)->key.size() != seen.id.bytes.size() || (*entry)->value.size() != sizeof seen.day) {
      return env_->damaged("an entry has no day");
    }
    std::memcpy(seen.id.bytes.data(), (*entry)->key.data(), seen.id.bytes.size());
    std::memcpy(&seen.day, (*entry)->value.data(), sizeof seen.day);
    visit(seen);
  }
  if (!entry) return entry.error();
  return {};
}

}  // namespace rolecall
