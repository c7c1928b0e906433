// The LMDB environment of all that must never enter the log because it can be destroyed: subject
// keys, hashes of API keys. It belongs to one log and to one master key, and knows both.
//
// Threads: any. Durability and errors: as lmdb_env.hpp.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/limits.hpp"
#include "engine/log/lmdb_env.hpp"
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

  Result<LmdbRead> read() const { return env_->read(); }
  Result<LmdbWrite> write();
  // Use this, not LmdbWrite's: after a failed commit it opens the store again, so that reading goes
  // on. The changes are there or not; the next commit that succeeds makes what is seen durable.
  Result<void> commit(LmdbWrite txn);

 private:
  SecretsStore(std::unique_ptr<LmdbEnv> env, LmdbDatabase meta)
      : env_(std::move(env)), meta_(meta) {}

  std::unique_ptr<LmdbEnv> env_;
  LmdbDatabase meta_;
};

}  // namespace rolecall
