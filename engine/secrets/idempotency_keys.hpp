// Requests that a client may send again without their being done twice: what the first one was, and
// what came of it, for 24 hours. Database `idempotency`: a keyed hash of client and key -> entry.
//
// An entry is durable before its command is decided, and names the request id that the command's
// events will carry. After a crash the log tells whether they were stored (settle_idempotency() in
// commands/idempotency.hpp), so nothing more has to be durable before the answer.
//
// Bounds:  a client has a number of entries; where it needs one more, the oldest of its own that is
//          finished goes.
// Threads: any. None waits for the disk.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/result.hpp"
#include "engine/secrets/secret.hpp"
#include "engine/secrets/secrets_writer.hpp"
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
  Uuid client{};
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
  // Both must outlive this. `secret` keys the hashes.
  static Result<std::unique_ptr<IdempotencyKeys>> open(SecretsStore& store, SecretsWriter& writer,
                                                       const SecretBytes& secret);

  IdempotentRequest describe(const Uuid& client, std::string_view key,
                             std::initializer_list<std::string_view> request,
                             const RequestId& id) const;

  // What has come of a request: nothing yet, so that it is to be done now; or the outcome of the
  // first one; or, since the log did not answer whether that was stored, the caller is to settle it
  // first.
  struct Progress {
    RequestId first{};
    std::optional<IdempotentOutcome> outcome;
    bool must_settle = false;
  };
  using Answer = std::function<void(const Result<Progress>&)>;
  // Where it is to be done, call finish(), forget() or abandon(). `head`: no event of the request
  // is at or before it. `answer` comes at once, or when the entry is durable. Fails with `conflict`
  // while the first is being worked on, `invalid_argument` (field "Idempotency-Key") where that key
  // was given with another request, `unavailable` where too many are kept.
  void begin(const IdempotentRequest& request, Position head, Timestamp now, Answer answer);

  // What came of a request. Each does nothing where another request has the key by now.
  void finish(const IdempotentRequest& request, const IdempotentOutcome& outcome);
  // It was refused, and may be tried again; or what was kept of it is not so.
  void forget(const IdempotentRequest& request);
  // Nobody knows whether it was stored, unless finish() has said it.
  void abandon(const IdempotentRequest& request);

  // Those that are to be settled: abandoned, or left by another process.
  struct Pending {
    IdempotentRequest request;  // only its key and id
    Position head{};
  };
  std::vector<Pending> pending() const;
  bool is_pending(const Pending& one) const;
  // Held by who settles: the others wait, and look again.
  std::unique_lock<std::mutex> settle_alone() { return std::unique_lock(settling_); }

  // Forgets what is of positions that the log does not have. Waits for the disk.
  Result<void> drop_behind(Position head);
  // In a transaction of the store, for when the key of the hashes changes: nothing of before would
  // be found again.
  Result<void> forget_all(LmdbWrite& txn) const { return txn.clear(database_); }

 private:
  struct Entry {
    Hash fingerprint{};
    RequestId request{};
    Position head{};
    Timestamp begun;
    std::optional<IdempotentOutcome> outcome;
    Uuid client{};  // nil: written before clients were counted
    bool in_work = false;
  };
  struct KeyHash {
    std::size_t operator()(const Hash& hash) const;
  };
  using ByAge = std::set<std::pair<Timestamp, Hash>>;  // oldest first

  IdempotencyKeys(SecretsStore& store, SecretsWriter& writer, LmdbDatabase database,
                  const SecretBytes& secret)
      : store_(&store), writer_(&writer), database_(database), secret_(secret) {}
  Hash hash(std::initializer_list<std::string_view> parts) const;
  Result<void> load();
  // With the mutex held.
  Entry* find(const IdempotentRequest& request);
  void insert(const Hash& key, const Entry& entry);
  void remove(const Hash& key);
  void take_expired(Timestamp before, std::vector<Hash>& gone);
  bool make_room(const Uuid& client, std::vector<Hash>& gone);

  // Makes the disk say of the request what memory says.
  void keep(const IdempotentRequest& request);
  static std::string to_bytes(const Entry& entry);
  static std::optional<Entry> parse(std::string_view bytes);

  SecretsStore* store_;
  SecretsWriter* writer_;
  LmdbDatabase database_;
  const SecretBytes secret_;
  mutable std::mutex mutex_;  // of the memory; never held for the disk
  std::unordered_map<Hash, Entry, KeyHash> entries_;
  ByAge by_age_;
  std::map<Uuid, ByAge> of_clients_;
  std::mutex settling_;
};

}  // namespace rolecall
