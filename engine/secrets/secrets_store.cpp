#include "engine/secrets/secrets_store.hpp"

#include <utility>

#include "engine/log/new_store.hpp"
#include "engine/log/store_meta.hpp"

namespace rolecall {
namespace {

// Each is described where it is read and written.
constexpr std::pair<const char*, LmdbKeys> databases[] = {
    {"keys", LmdbKeys::integers},   // key_pool.hpp
    {"api_keys", LmdbKeys::bytes},  // credentials.hpp
    {"invitation_tokens", LmdbKeys::bytes},
    {"passwords", LmdbKeys::bytes},     // passwords.hpp
    {"idempotency", LmdbKeys::bytes}};  // idempotency_keys.hpp

}  // namespace

Result<std::unique_ptr<SecretsStore>> SecretsStore::open(const std::filesystem::path& directory,
                                                         LmdbMode mode, const Uuid& log_id,
                                                         std::uint32_t master_key_id,
                                                         std::size_t map_size_bytes) {
  if (!LmdbEnv::exists(directory)) return Error{Errc::not_found, {}, "secrets: there are none"};
  auto env = LmdbEnv::open(directory, mode, map_size_bytes);
  if (!env) return env.error();
  const auto meta = open_meta(**env, "secrets");
  if (!meta) return meta.error();
  {
    const auto txn = (*env)->read();
    if (!txn) return txn.error();
    const auto log = meta_text(*txn, *meta, "log_id");
    if (!log) return log.error();
    const auto key = meta_number(*txn, *meta, "master_key_id");
    if (!key) return key.error();
    if (*log != to_text(log_id)) {
      return Error{Errc::conflict, {}, "secrets: they belong to another log"};
    }
    if (*key != master_key_id) {
      return Error{Errc::conflict, {}, "secrets: they are wrapped under another master key"};
    }
  }
  return std::unique_ptr<SecretsStore>(new SecretsStore(std::move(*env), *meta));
}

Result<std::unique_ptr<SecretsStore>> SecretsStore::create(const std::filesystem::path& directory,
                                                           const Uuid& log_id,
                                                           std::uint32_t master_key_id,
                                                           std::size_t map_size_bytes) {
  const std::string log = to_text(log_id);
  const std::string key = std::to_string(master_key_id);
  const MetaEntry entries[] = {{"log_id", log}, {"master_key_id", key}, {"reserved_until", "0"}};
  const auto made = make_store(directory, [&](LmdbEnv& env) -> Result<void> {
    for (const auto& [name, keys] : databases) {
      if (const auto database = env.create_database(name, keys); !database) {
        return database.error();
      }
    }
    return create_meta(env, entries);
  });
  if (!made) return made.error();
  return open(directory, LmdbMode::read_write, log_id, master_key_id, map_size_bytes);
}

Result<LmdbWrite> SecretsStore::write() {
  if (env_->must_reopen()) {
    if (auto reopened = env_->reopen(); !reopened) return reopened.error();
  }
  return env_->write();
}

Result<void> SecretsStore::commit(LmdbWrite txn) {
  const auto committed = [&] {
    LmdbWrite ending = std::move(txn);  // its end lets reopen() in
    return ending.commit();
  }();
  if (!committed) (void)env_->reopen();  // if it fails, the next write() tries again
  return committed;
}

}  // namespace rolecall
