// Which random secrets have been given out, by their SHA-256: API keys, tokens of invitations. One
// database for each kind: id, 16 B -> hash, 32 B. What a secret may do and until when is a fact of
// the log; one that is here and not there (its event was not stored) opens nothing.
//
// Durability: put() and erase() have happened on disk when they return.
// Threads:    any; check() reads memory and waits for no disk.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "engine/result.hpp"
#include "engine/secrets/api_key.hpp"
#include "engine/secrets/secrets_store.hpp"
#include "engine/types/sha256.hpp"

namespace rolecall {

class Credentials {
 public:
  // The store must outlive this.
  static Result<std::unique_ptr<Credentials>> open(SecretsStore& store,
                                                   const std::string& database);

  Result<void> put(const ApiKey& key);
  // Nothing happens where there is no such key.
  Result<void> erase(CredentialId id);

  // Whether this is a key with this secret. Takes as long for one that is not there.
  bool check(const ApiKey& key) const;

 private:
  Credentials(SecretsStore& store, LmdbDatabase hashes) : store_(&store), database_(hashes) {}
  Result<void> load();

  SecretsStore* store_;
  LmdbDatabase database_;
  std::mutex change_mutex_;  // one change at a time: disk, then memory
  mutable std::shared_mutex mutex_;
  std::unordered_map<CredentialId, Hash> hashes_;
};

}  // namespace rolecall
