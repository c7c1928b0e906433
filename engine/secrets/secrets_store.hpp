// The LMDB environment of all that must never enter the log because it can be destroyed: subject
// keys, hashes of API keys. It belongs to one log and to one master key, and knows both. With its
// commits it writes down where that log ends, and how many commits there have been, which the log
// writes down too: so each tells when the other has been put back from an older backup.
//
// Threads: any. Durability and errors: as lmdb_env.hpp.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "engine/limits.hpp"
#include "engine/log/lmdb_log.hpp"
#include "engine/storage/new_store.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

class SecretsStore {
 public:
  // `not_found`: there are none. `conflict`: those of another log, wrapped under another
  // master key, or of a newer format.
  static Result<std::unique_ptr<SecretsStore>> open(
      const std::filesystem::path& directory, LmdbMode mode, const Uuid& log_id,
      std::uint32_t master_key_id, std::size_t map_size_bytes = limits::secrets_map_size_bytes);
  static Result<std::unique_ptr<SecretsStore>> create(
      const std::filesystem::path& directory, const Uuid& log_id, std::uint32_t master_key_id,
      std::size_t map_size_bytes = limits::secrets_map_size_bytes);

  // One of those that are made with the store.
  Result<LmdbDatabase> database(const std::string& name, LmdbKeys keys) {
    return env_->database(name, keys);
  }
  LmdbDatabase meta() const { return meta_; }
  // All that is made with the store but `meta`; and the store as such, to be copied.
  static std::span<const StoreDatabase> databases();
  LmdbEnv& env() { return *env_; }

  // Where the log ended at the last commit that was told; nothing: none was.
  const std::optional<LogMark>& log_mark() const { return log_mark_; }
  // Of the log then.
  std::uint64_t log_epoch() const { return log_epoch_; }
  std::uint64_t commits() const { return commits_; }
  // From now on the log is told of commits, and they of it. The log must outlive the store.
  void tie_to(LmdbLog& log);
  // Writes down where the log ends, unless that is known.
  Result<void> keep_log_mark();

  Result<LmdbRead> read() const { return env_->read(); }
  Result<LmdbWrite> write();
  // Use this, not LmdbWrite's: after a failed commit it opens the store again, so that reading goes
  // on. The changes are there or not; the next commit that succeeds makes what is seen durable.
  Result<void> commit(LmdbWrite txn);

 private:
  SecretsStore(std::unique_ptr<LmdbEnv> env, LmdbDatabase meta)
      : env_(std::move(env)), meta_(meta) {}

  Result<void> load(const LmdbRead& txn);
  Result<void> put_what_is_tied(LmdbWrite& txn);

  std::unique_ptr<LmdbEnv> env_;
  LmdbDatabase meta_;
  LmdbLog* log_ = nullptr;
  std::optional<LogMark> log_mark_;  // these three change inside a write transaction only
  std::uint64_t log_epoch_ = 1;
  std::uint64_t commits_ = 0;
};

}  // namespace rolecall
