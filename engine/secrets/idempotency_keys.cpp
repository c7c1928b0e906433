#include "engine/secrets/idempotency_keys.hpp"

#include <algorithm>
#include <cstring>

#include <sodium.h>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

Error damaged() { return {Errc::corrupt, {}, "secrets: the idempotency keys are damaged"}; }

// An entry's bytes: numbers as eight bytes of this machine's order, as LMDB's own are.
void put(std::string& out, std::uint64_t value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
void put(std::string& out, const Uuid& id) {
  out.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  template <class T>
  T take() {
    T value{};
    if (bytes_.size() < sizeof value) {
      failed_ = true;
      return value;
    }
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
    return value;
  }
  bool is_at_end() const { return bytes_.empty(); }
  bool ok() const { return !failed_ && is_at_end(); }

 private:
  std::string_view bytes_;
  bool failed_ = false;
};

}  // namespace

std::size_t IdempotencyKeys::KeyHash::operator()(const Hash& hash) const {
  std::size_t value;
  std::memcpy(&value, hash.data(), sizeof value);
  return value;
}

Result<std::unique_ptr<IdempotencyKeys>> IdempotencyKeys::open(SecretsStore& store,
                                                               SecretsWriter& writer,
                                                               const SecretBytes& secret) {
  const auto database = store.database("idempotency", LmdbKeys::bytes);
  if (!database) return database.error();
  std::unique_ptr<IdempotencyKeys> keys(new IdempotencyKeys(store, writer, *database, secret));
  if (auto loaded = keys->load(); !loaded) return loaded.error();
  return keys;
}

std::string IdempotencyKeys::to_bytes(const Entry& entry) {
  std::string bytes(bytes_of(entry.fingerprint));
  put(bytes, entry.request);
  put(bytes, number(entry.head));
  put(bytes, static_cast<std::uint64_t>(entry.begun.us));
  const IdempotentOutcome outcome = entry.outcome.value_or(IdempotentOutcome{});
  put(bytes, entry.outcome ? 1 : 0);
  put(bytes, number(outcome.position));
  put(bytes, outcome.changed ? 1 : 0);
  put(bytes, outcome.user);
  put(bytes, outcome.group);
  put(bytes, entry.client);
  return bytes;
}

std::optional<IdempotencyKeys::Entry> IdempotencyKeys::parse(std::string_view bytes) {
  Reader reader(bytes);
  Entry entry;
  entry.fingerprint = reader.take<Hash>();
  entry.request = RequestId(reader.take<Uuid>());
  entry.head = Position{reader.take<std::uint64_t>()};
  entry.begun.us = static_cast<std::int64_t>(reader.take<std::uint64_t>());
  const bool is_done = reader.take<std::uint64_t>() != 0;
  IdempotentOutcome outcome;
  outcome.position = Position{reader.take<std::uint64_t>()};
  outcome.changed = reader.take<std::uint64_t>() != 0;
  outcome.user = UserId(reader.take<Uuid>());
  outcome.group = GroupId(reader.take<Uuid>());
  if (!reader.is_at_end()) entry.client = reader.take<Uuid>();
  if (!reader.ok()) return std::nullopt;
  if (is_done) entry.outcome = outcome;
  return entry;
}

Result<void> IdempotencyKeys::load() {
  const auto txn = store_->read();
  if (!txn) return txn.error();
  auto cursor = txn->cursor(database_);
  if (!cursor) return cursor.error();
  auto stored = cursor->first_from(bytes_of(Hash{}));
  for (; stored && *stored; stored = cursor->next()) {
    const auto entry = parse((*stored)->value);
    Hash key;
    if (!entry || (*stored)->key.size() != key.size()) return damaged();
    std::memcpy(key.data(), (*stored)->key.data(), key.size());
    insert(key, *entry);
  }
  if (!stored) return stored.error();
  return {};
}

Hash IdempotencyKeys::hash(std::initializer_list<std::string_view> parts) const {
  crypto_generichash_state state;
  crypto_generichash_init(&state, secret_.data(), secret_.size(), sizeof(Hash));
  for (const std::string_view part : parts) {
    const std::uint64_t size = part.size();  // so that parts cannot flow into each other
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  Hash result;
  crypto_generichash_final(&state, result.data(), result.size());
  return result;
}

IdempotentRequest IdempotencyKeys::describe(const Uuid& client, std::string_view key,
                                            std::initializer_list<std::string_view> request,
                                            const RequestId& id) const {
  const std::string_view client_bytes(reinterpret_cast<const char*>(client.bytes.data()),
                                      client.bytes.size());
  return {hash({client_bytes, key}), hash(request), id, client};
}

IdempotencyKeys::Entry* IdempotencyKeys::find(const IdempotentRequest& request) {
  const auto at = entries_.find(request.key);
  return at != entries_.end() && at->second.request == request.request ? &at->second : nullptr;
}

void IdempotencyKeys::insert(const Hash& key, const Entry& entry) {
  entries_.emplace(key, entry);
  by_age_.emplace(entry.begun, key);
  of_clients_[entry.client].emplace(entry.begun, key);
}

void IdempotencyKeys::remove(const Hash& key) {
  const auto at = entries_.find(key);
  if (at == entries_.end()) return;
  const std::pair age(at->second.begun, key);
  by_age_.erase(age);
  const auto of_client = of_clients_.find(at->second.client);
  of_client->second.erase(age);
  if (of_client->second.empty()) of_clients_.erase(of_client);
  entries_.erase(at);
}

// A few at a time: more of them go than come, and nobody waits for it.
void IdempotencyKeys::take_expired(Timestamp before, std::vector<Hash>& gone) {
  constexpr int most = 16;
  auto oldest = by_age_.begin();
  for (int i = 0; i < most && oldest != by_age_.end() && oldest->first < before; ++i) {
    const Hash key = (oldest++)->second;
    if (entries_.at(key).in_work) continue;
    gone.push_back(key);
    remove(key);
  }
}

// One more entry of that client: false where none of its own can go for it.
bool IdempotencyKeys::make_room(const Uuid& client, std::vector<Hash>& gone) {
  const auto own = of_clients_.find(client);
  const std::size_t held = own == of_clients_.end() ? 0 : own->second.size();
  if (held < limits::idempotency_keys_per_client_max &&
      entries_.size() < limits::idempotency_keys_max) {
    return true;
  }
  if (held == 0) return false;
  for (const auto& [begun, key] : own->second) {
    if (!entries_.at(key).outcome) continue;
    const Hash oldest = key;
    gone.push_back(oldest);
    remove(oldest);
    return true;
  }
  return false;
}

void IdempotencyKeys::begin(const IdempotentRequest& request, Position head, Timestamp now,
                            Answer answer) {
  const Entry entry{request.fingerprint, request.request, head, now, std::nullopt,
                    request.client,      /*in_work=*/true};
  std::vector<Hash> gone;
  const auto known = [&]() -> std::optional<Result<Progress>> {
    const std::lock_guard lock(mutex_);
    const Timestamp before{now.us - limits::idempotency_kept_us};
    take_expired(before, gone);
    const auto at = entries_.find(request.key);
    const bool is_known = at != entries_.end();
    if (is_known && at->second.begun < before && !at->second.in_work) {
      remove(request.key);
    } else if (is_known) {
      const Entry& first = at->second;
      if (first.fingerprint != request.fingerprint) {
        return invalid("Idempotency-Key", "was given with another request before");
      }
      if (first.in_work) {
        return Error{Errc::conflict, "", "the first request with this key is being worked on"};
      }
      return Progress{first.request, first.outcome, !first.outcome};
    }
    if (!make_room(request.client, gone)) {
      return Error{Errc::unavailable, "", "too many requests with idempotency keys are kept"};
    }
    insert(request.key, entry);
    return std::nullopt;
  }();
  const bool are_gone = !gone.empty();
  const auto erase_gone = [this, gone = std::move(gone)](LmdbWrite& txn) -> Result<void> {
    for (const Hash& old : gone) {
      if (auto erased = txn.erase(database_, bytes_of(old)); !erased) return erased;
    }
    return {};
  };
  if (known) {
    if (are_gone) writer_->submit(erase_gone, [](const Result<void>&) {});
    return answer(*known);
  }
  writer_->submit(
      [this, erase_gone, key = request.key, bytes = to_bytes(entry)](LmdbWrite& txn) {
        const auto erased = erase_gone(txn);
        return erased ? txn.put(database_, bytes_of(key), {bytes}) : erased;
      },
      [this, request, answer = std::move(answer)](const Result<void>& written) {
        if (written) return answer(Progress{request.request, std::nullopt, false});
        const std::unique_lock lock(mutex_);
        if (find(request) != nullptr) remove(request.key);
        answer(written.error());
      });
}

void IdempotencyKeys::finish(const IdempotentRequest& request, const IdempotentOutcome& outcome) {
  {
    const std::lock_guard lock(mutex_);
    Entry* const entry = find(request);
    if (entry == nullptr) return;
    entry->outcome = outcome;
    entry->in_work = false;
  }
  keep(request);
}

void IdempotencyKeys::forget(const IdempotentRequest& request) {
  {
    const std::lock_guard lock(mutex_);
    if (find(request) == nullptr) return;
    remove(request.key);
  }
  keep(request);
}

void IdempotencyKeys::abandon(const IdempotentRequest& request) {
  const std::lock_guard lock(mutex_);
  if (Entry* const entry = find(request)) entry->in_work = false;
}

// Where that fails, the log tells it after a restart.
void IdempotencyKeys::keep(const IdempotentRequest& request) {
  writer_->submit(
      [this, request](LmdbWrite& txn) -> Result<void> {
        std::string bytes;
        {
          const std::lock_guard lock(mutex_);
          const auto at = entries_.find(request.key);
          if (at != entries_.end() && at->second.request != request.request) return {};
          if (at != entries_.end()) bytes = to_bytes(at->second);
        }
        return bytes.empty() ? txn.erase(database_, bytes_of(request.key))
                             : txn.put(database_, bytes_of(request.key), {bytes});
      },
      [](const Result<void>&) {});
}

std::vector<IdempotencyKeys::Pending> IdempotencyKeys::pending() const {
  std::vector<Pending> pending;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, entry] : entries_) {
    if (entry.outcome || entry.in_work) continue;
    pending.push_back({{key, entry.fingerprint, entry.request, entry.client}, entry.head});
  }
  return pending;
}

bool IdempotencyKeys::is_pending(const Pending& one) const {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(one.request.key);
  return at != entries_.end() && at->second.request == one.request.request && !at->second.outcome &&
         !at->second.in_work;
}

Result<void> IdempotencyKeys::drop_behind(Position head) {
  std::vector<Hash> behind;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, entry] : entries_) {
      if (entry.head > head || (entry.outcome && entry.outcome->position > head)) {
        behind.push_back(key);
      }
    }
    for (const Hash& key : behind) remove(key);
  }
  // A commit in any case: with it the store knows how far the log is.
  return writer_->execute([&](LmdbWrite& txn) -> Result<void> {
    for (const Hash& key : behind) {
      if (auto erased = txn.erase(database_, bytes_of(key)); !erased) return erased;
    }
    return {};
  });
}

}  // namespace rolecall
