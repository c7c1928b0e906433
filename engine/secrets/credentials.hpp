// Which API keys have been given out, by the SHA-256 of their secrets. Database `api_keys`:
// id, 16 B -> hash, 32 B. What a key may do and until when is a fact of the log; one that is here
// and not there (its event was not stored) opens nothing.
//
// Threads: any; check() reads memory and waits for no disk.
#pragma once

#include <functional>
#include <memory>
#include <shared_mutex>
#include <string_view>
#include <unordered_map>

#include "engine/result.hpp"
#include "engine/secrets/api_key.hpp"
#include "engine/secrets/secrets_writer.hpp"
#include "engine/types/sha256.hpp"

namespace rolecall {

Hash hash_of(const ApiSecret& secret);
// Whether it is that of the secret; takes as long where it is not. Empty: no hash, never.
bool is_hash_of(std::string_view hash, const ApiSecret& secret);

class Credentials {
 public:
  // Both must outlive this.
  static Result<std::unique_ptr<Credentials>> open(SecretsStore& store, SecretsWriter& writer);

  // `done`: it is on disk.
  void put(const ApiKey& key, SecretsWriter::Done done);
  // Nothing happens where there is no such key.
  void erase(CredentialId id);
  // Erases all others. Waits for the disk.
  Result<void> keep_only(const std::function<bool(CredentialId)>& is_known);

  // Whether this is a key with this secret. Takes as long for one that is not there.
  bool check(const ApiKey& key) const;

 private:
  Credentials(SecretsStore& store, SecretsWriter& writer, LmdbDatabase hashes)
      : store_(&store), writer_(&writer), database_(hashes) {}
  Result<void> load();

  SecretsStore* store_;
  SecretsWriter* writer_;
  LmdbDatabase database_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<CredentialId, Hash> hashes_;
};

}  // namespace rolecall
