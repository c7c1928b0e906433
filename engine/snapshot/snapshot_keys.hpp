// The key of the snapshot, in the secrets store: whoever destroys it there has destroyed the file
// too, wherever copies of it are.
//
// Each file has a key of its own, and the store only the newest one. In `meta` (store_meta.hpp):
//   snapshot_key   "NUMBER HEX", or "NUMBER" where the key has been destroyed.
//   HEX            random nonce, 24 B ‖ XChaCha20-Poly1305 of the key under the master key, with
//                  its tag of 16 B; associated data: "rolecall-snapshot-key-1" ‖ NUMBER, u64
//                  little-endian ‖ master key id, u32 little-endian
// The number rises with each change. Making a file takes a while; its key is put into the store
// when it is done, and only if the number is still what it was when it began: nothing has been
// destroyed meanwhile.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/result.hpp"
#include "engine/secrets/master_key.hpp"
#include "engine/secrets/secret.hpp"
#include "engine/secrets/secrets_store.hpp"

namespace rolecall {

class SnapshotKeys {
 public:
  // Both must outlive this.
  SnapshotKeys(SecretsStore& store, const MasterKey& master) : store_(&store), master_(&master) {}

  // The number as it is; 0: there has never been a key.
  Result<std::uint64_t> number() const;
  // Nothing: there is none.
  Result<std::optional<SecretBytes>> key() const;
  // Durable in place of the former one. `conflict`: the number is no longer `number`.
  Result<void> replace(std::uint64_t number, const SecretBytes& key);
  // In a transaction of the store: no snapshot of before counts any more, nor one that is being
  // made. For whatever must not come back: call it in the commit that destroys a subject's key.
  Result<void> destroy(LmdbWrite& txn) const;

 private:
  struct Stored;
  Result<Stored> stored(const LmdbRead& txn) const;

  SecretsStore* store_;
  const MasterKey* master_;
};

}  // namespace rolecall
