#include "engine/secrets/secrets_store.hpp"

#include <algorithm>
#include <utility>

#include "engine/storage/store_meta.hpp"

namespace rolecall {
namespace {

// Each is described where it is read and written.
constexpr StoreDatabase secrets_databases[] = {
    {"keys", LmdbKeys::integers},   // key_pool.hpp
    {"api_keys", LmdbKeys::bytes},  // credentials.hpp
    {"invitation_tokens", LmdbKeys::bytes},
    {"passwords", LmdbKeys::bytes},     // event_secrets.hpp, as the tokens
    {"idempotency", LmdbKeys::bytes}};  // idempotency_keys.hpp

}  // namespace

std::span<const StoreDatabase> SecretsStore::databases() { return secrets_databases; }

Result<std::unique_ptr<SecretsStore>> SecretsStore::open(const std::filesystem::path& directory,
                                                         LmdbMode mode, const Uuid& log_id,
                                                         std::uint32_t master_key_id,
                                                         std::size_t map_size_bytes) {
  if (!LmdbEnv::exists(directory)) return Error{Errc::not_found, {}, "secrets: there are none"};
  auto env = LmdbEnv::open(directory, mode, map_size_bytes, LmdbCheck::whole);
  if (!env) return env.error();
  const auto meta = open_meta(**env, "secrets");
  if (!meta) return meta.error();
  std::unique_ptr<SecretsStore> store(new SecretsStore(std::move(*env), *meta));
  {
    const auto txn = store->read();
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
    if (auto loaded = store->load(*txn); !loaded) return loaded.error();
  }
  return store;
}

Result<void> SecretsStore::load(const LmdbRead& txn) {
  const auto mark = txn.get(meta_, "log_mark");
  if (!mark) return mark.error();
  if (*mark) {
    log_mark_ = parse_log_mark(**mark);
    if (!log_mark_) return env_->damaged("its mark of the log is none");
  }
  const auto epoch = meta_number_or(1, txn, meta_, "log_epoch");
  if (!epoch) return epoch.error();
  log_epoch_ = *epoch;
  const auto commits = meta_number_or(0, txn, meta_, "commits");
  if (!commits) return commits.error();
  commits_ = *commits;
  return {};
}

void SecretsStore::tie_to(LmdbLog& log) {
  commits_ = std::max(commits_, log.secrets_commits());
  log_ = &log;
}

Result<void> SecretsStore::keep_log_mark() {
  auto txn = write();
  if (!txn) return txn.error();
  if (log_mark_ == log_->mark() && log_epoch_ == log_->epoch()) return {};
  return commit(std::move(*txn));
}

Result<std::unique_ptr<SecretsStore>> SecretsStore::create(const std::filesystem::path& directory,
                                                           const Uuid& log_id,
                                                           std::uint32_t master_key_id,
                                                           std::size_t map_size_bytes) {
  const std::string log = to_text(log_id);
  const std::string key = std::to_string(master_key_id);
  const MetaEntry entries[] = {{"log_id", log}, {"master_key_id", key}, {"reserved_until", "0"}};
  const auto made = make_store(directory, [&](LmdbEnv& env) -> Result<void> {
    for (const auto& [name, keys] : secrets_databases) {
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

Result<void> SecretsStore::put_what_is_tied(LmdbWrite& txn) {
  if (log_ == nullptr) return {};
  log_mark_ = log_->mark();
  log_epoch_ = log_->epoch();
  ++commits_;  // also where the commit fails: no number stands for two states
  for (const auto& [name, text] :
       {std::pair<const char*, std::string>{"log_mark", to_text(*log_mark_)},
        {"log_epoch", std::to_string(log_epoch_)},
        {"commits", std::to_string(commits_)}}) {
    if (auto put = txn.put(meta_, name, {text}); !put) return put;
  }
  return {};
}

Result<void> SecretsStore::commit(LmdbWrite txn) {
  if (auto put = put_what_is_tied(txn); !put) return put;
  const std::uint64_t commits = commits_;
  const auto committed = [&] {
    LmdbWrite ending = std::move(txn);  // its end lets reopen() in
    return ending.commit();
  }();
  if (committed && log_ != nullptr) log_->tell_secrets_commits(commits);
  if (!committed) (void)env_->reopen();  // if it fails, the next write() tries again
  return committed;
}

}  // namespace rolecall
