// Requests that a client may send again without their being done twice: what the first one was, and
// what came of it, for 24 hours. Database `idempotency`: a keyed hash of client and key -> entry.
//
// An entry is durable before its command is decided, and names the request id that the command's
// events will carry. After a crash the log tells whether they were stored (settle_idempotency() in
// commands/idempotency.hpp), so nothing more has to be durable before the answer.
//
// Threads: any.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/result.hpp"
#include "engine/secrets/secrets_store.hpp"
#include "engine/types/position.hpp"
#include "engine/types/sha256.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// Hashed under a key of its own, as names may be guessed.
struct IdempotentRequest {
  Hash key{};          // of the client and the key it chose
  Hash fingerprint{};  // of all that makes a request the same
  RequestId request{};
};

// What an answer can be rendered from again.
struct IdempotentOutcome {
  Position position{};
  bool changed = false;
  UserId user{};
  GroupId group{};
};

class IdempotencyKeys {
 public:
  using Secret = std::array<std::uint8_t, 32>;

  // The store must outlive this. `secret` keys the hashes.
  static Result<std::unique_ptr<IdempotencyKeys>> open(SecretsStore& store, const Secret& secret);

  IdempotentRequest describe(const CredentialId& client, std::string_view key,
                             std::initializer_list<std::string_view> request,
                             const RequestId& id) const;

  // What has come of a request: nothing yet, so that it is to be done now; or its outcome; or,
  // since the log did not answer whether it was stored, the caller is to settle it first.
  struct Begun {
    std::optional<IdempotentOutcome> outcome;
    bool must_settle = false;
  };
  // Where it is to be done, call finish(), forget() or abandon(). `head`: no event of the request
  // is at or before it. Fails with `conflict` while it is being worked on, `invalid_argument`
  // (field "Idempotency-Key") where that key was given with another request, `unavailable` where
  // too many are kept. Waits for the disk.
  Result<Begun> begin(const IdempotentRequest& request, Position head, Timestamp now);
  // In memory, at once; keep() then writes it down.
  void finish(const Hash& key, const IdempotentOutcome& outcome);
  // It was refused, and may be tried again.
  void forget(const Hash& key);
  // Nobody knows whether it was stored.
  void abandon(const Hash& key);
  // Writes down what finish() or forget() said. Waits for the disk; where that fails, the log tells
  // it after a restart.
  void keep(const Hash& key);

  // Drops, also on disk, what is said of positions behind `last`: the log has been put back.
  Result<void> drop_behind(Position last);

  // Those that are to be settled: abandoned, or left by another process.
  struct Pending {
    Hash key{};
    RequestId request{};
    Position head{};
  };
  std::vector<Pending> pending() const;

 private:
  struct Entry {
    Hash fingerprint{};
    RequestId request{};
    Position head{};
    Timestamp begun;
    std::optional<IdempotentOutcome> outcome;
    bool in_work = false;
  };
  struct KeyHash {
    std::size_t operator()(const Hash& hash) const;
  };

  IdempotencyKeys(SecretsStore& store, LmdbDatabase database, const Secret& secret)
      : store_(&store), database_(database), secret_(secret) {}
  Hash hash(std::initializer_list<std::string_view> parts) const;
  Result<void> load();
  std::vector<Hash> take_expired(Timestamp before);
  Result<void> write(const Hash& key, const std::optional<Entry>& entry,
                     const std::vector<Hash>& erased);
  static std::string to_bytes(const Entry& entry);
  static std::optional<Entry> parse(std::string_view bytes);

  SecretsStore* store_;
  LmdbDatabase database_;
  const Secret secret_;
  mutable std::mutex mutex_;  // of the memory; never held for the disk
  std::unordered_map<Hash, Entry, KeyHash> entries_;
  std::deque<std::pair<Timestamp, Hash>> by_age_;  // oldest first; some are gone already
};

}  // namespace rolecall
