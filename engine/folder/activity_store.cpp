#include "engine/folder/activity_store.hpp"

#include <cstring>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

std::string_view bytes_of(const Uuid& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

constexpr StoreDatabase activity_databases[] = {{"users", LmdbKeys::bytes},
                                                {"api_keys", LmdbKeys::bytes}};

}  // namespace

std::span<const StoreDatabase> ActivityStore::databases() { return activity_databases; }

Result<std::unique_ptr<ActivityStore>> ActivityStore::open(const std::filesystem::path& directory,
                                                           LmdbMode mode) {
  if (!LmdbEnv::exists(directory)) {
    if (mode == LmdbMode::read_only) return none();
    const auto made = make_store(directory, [](LmdbEnv& env) -> Result<void> {
      for (const auto& [name, keys] : activity_databases) {
        if (const auto database = env.create_database(name, keys); !database) {
          return database.error();
        }
      }
      const auto meta = env.create_database("meta", LmdbKeys::bytes);
      return meta ? Result<void>{} : meta.error();
    });
    if (!made) return made.error();
  }
  auto env = LmdbEnv::open(directory, mode, limits::activity_map_size_bytes, LmdbCheck::whole);
  if (!env) return env.error();
  std::unique_ptr<ActivityStore> store(new ActivityStore(std::move(*env)));
  if (auto opened = store->open_databases(); !opened) return opened.error();
  return store;
}

std::unique_ptr<ActivityStore> ActivityStore::none() {
  return std::unique_ptr<ActivityStore>(new ActivityStore(nullptr));
}

Result<void> ActivityStore::open_databases() {
  for (const auto& [name, opened] : {std::pair{"users", &users_}, {"api_keys", &api_keys_}}) {
    const auto database = env_->database(name, LmdbKeys::bytes);
    if (!database) return database.error();
    *opened = *database;
  }
  auto meta = env_->database("meta", LmdbKeys::bytes);
  if (!meta && env_->mode() == LmdbMode::read_write) {  // older stores have none
    meta = env_->create_database("meta", LmdbKeys::bytes);
    if (!meta) return meta.error();
  }
  if (!meta) return {};
  meta_ = *meta;
  {
    const auto txn = env_->read();
    if (!txn) return txn.error();
    const auto mark = txn->get(meta_, "log_mark");
    if (!mark) return mark.error();
    if (*mark) {
      log_mark_ = parse_log_mark(**mark);
      if (!log_mark_) return env_->damaged("its mark of the log is none");
    }
  }
  // So that one whose entries are damaged is not opened at all.
  const auto users_read = for_each(users_, [](const Seen&) {});
  return users_read ? for_each(api_keys_, [](const Seen&) {}) : users_read;
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
  if (log_ != nullptr) {
    if (auto put = txn->put(meta_, "log_mark", {to_text(log_->mark())}); !put) return put;
  }
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
