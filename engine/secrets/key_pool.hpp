// The keys that seal personal data, made durable ahead of use, so that creating a user costs no
// sync of its own. Database `keys`: chunk number u64 from 0 -> wrapped chunk (key_chunk.hpp); the
// number of a key is chunk × 126 + slot + 1.
//
// Never twice: chunks are made behind `reserved_until` (how many keys there are), which rises in
// the same commit; every start continues there, whatever the log knows. At most 1,008 keys, 33 kB,
// are lost to a restart.
// Memory:  keys lie in a few unwrapped chunks only; those used in order of creation mostly hit.
// Threads: as keys.hpp.
#pragma once

#include <array>
#include <memory>
#include <mutex>

#include "engine/secrets/key_chunk.hpp"
#include "engine/secrets/keys.hpp"
#include "engine/secrets/master_key.hpp"
#include "engine/secrets/secrets_store.hpp"

namespace rolecall {

class KeyPool final : public KeyIssuer {
 public:
  // The store must outlive the pool.
  static Result<std::unique_ptr<KeyPool>> open(SecretsStore& store, MasterKey master);

  Result<std::optional<SubjectKey>> key(KeyNo no) const override;
  const MasterKey& master() const { return master_; }
  // Every 1,008 keys this waits for one commit. `storage_full` when all 2^32 - 1 have been issued.
  Result<Issued> issue() override;

  // In a transaction of the store: all chunks, wrapped under another master key. Once it is
  // committed this pool knows none of them any more.
  Result<void> rewrap(LmdbWrite& txn, const MasterKey& next) const;

 private:
  static constexpr std::uint64_t no_chunk = ~std::uint64_t{0};
  struct Unwrapped {
    std::mutex mutex;
    std::uint64_t chunk_no = no_chunk;
    KeyChunk chunk;
  };

  KeyPool(SecretsStore& store, MasterKey master, LmdbDatabase keys)
      : store_(&store), master_(std::move(master)), keys_(keys) {}
  Result<void> load(std::uint64_t chunk_no, Unwrapped& into) const;
  Result<std::uint64_t> reserved_until(const LmdbRead& txn) const;
  Result<void> refill();

  SecretsStore* store_;
  MasterKey master_;
  LmdbDatabase keys_;
  std::uint64_t issued_ = 0;                     // keys [issued_, reserved_) are free to issue
  std::uint64_t reserved_ = 0;                   // equal until the first issue() of this process
  mutable std::array<Unwrapped, 16> unwrapped_;  // a chunk's place: its number modulo the size
};

}  // namespace rolecall
