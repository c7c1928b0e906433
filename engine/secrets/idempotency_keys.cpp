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
  bool ok() const { return !failed_ && bytes_.empty(); }

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
                                                               const Secret& secret) {
  const auto database = store.database("idempotency", LmdbKeys::bytes);
  if (!database) return database.error();
  std::unique_ptr<IdempotencyKeys> keys(new IdempotencyKeys(store, *database, secret));
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
    by_age_.emplace_back(entry->begun, key);
    entries_.emplace(key, *entry);
  }
  if (!stored) return stored.error();
  std::sort(by_age_.begin(), by_age_.end());
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

IdempotentRequest IdempotencyKeys::describe(const CredentialId& client, std::string_view key,
                                            std::initializer_list<std::string_view> request,
                                            const RequestId& id) const {
  const std::string_view client_bytes(reinterpret_cast<const char*>(client.bytes.data()),
                                      client.bytes.size());
  return {hash({client_bytes, key}), hash(request), id};
}

Result<void> IdempotencyKeys::write(const Hash& key, const std::optional<Entry>& entry,
                                    const std::vector<Hash>& erased) {
  auto txn = store_->write();
  if (!txn) return txn.error();
  for (const Hash& old : erased) {
    if (auto gone = txn->erase(database_, bytes_of(old)); !gone) return gone;
  }
  const auto changed = entry ? txn->put(database_, bytes_of(key), {to_bytes(*entry)})
                             : txn->erase(database_, bytes_of(key));
  if (!changed) return changed;
  return store_->commit(std::move(*txn));
}

std::vector<Hash> IdempotencyKeys::take_expired(Timestamp before) {
  std::vector<Hash> expired;
  for (; !by_age_.empty() && by_age_.front().first < before; by_age_.pop_front()) {
    const auto& [begun, key] = by_age_.front();
    const auto at = entries_.find(key);
    if (at == entries_.end() || at->second.begun != begun || at->second.in_work) continue;
    expired.push_back(key);
    entries_.erase(at);
  }
  return expired;
}

Result<IdempotencyKeys::Begun> IdempotencyKeys::begin(const IdempotentRequest& request,
                                                      Position head, Timestamp now) {
  Entry entry{request.fingerprint, request.request, head, now, std::nullopt, true};
  std::vector<Hash> expired;
  {
    const std::lock_guard lock(mutex_);
    expired = take_expired({now.us - limits::idempotency_kept_us});
    if (const auto known = entries_.find(request.key); known != entries_.end()) {
      const Entry& first = known->second;
      if (first.fingerprint != request.fingerprint) {
        return invalid("Idempotency-Key", "was given with another request before");
      }
      if (first.in_work) {
        return Error{Errc::conflict, "", "the first request with this key is being worked on"};
      }
      return Begun{first.outcome, !first.outcome};
    }
    if (entries_.size() >= limits::idempotency_keys_max) {
      return Error{Errc::unavailable, "", "too many idempotency keys are kept"};
    }
    entries_.emplace(request.key, entry);
    by_age_.emplace_back(now, request.key);
  }
  if (auto written = write(request.key, entry, expired); !written) {
    forget(request.key);
    return written.error();
  }
  return Begun{};
}

void IdempotencyKeys::finish(const Hash& key, const IdempotentOutcome& outcome) {
  const std::lock_guard lock(mutex_);
  if (const auto at = entries_.find(key); at != entries_.end()) {
    at->second.outcome = outcome;
    at->second.in_work = false;
  }
}

void IdempotencyKeys::forget(const Hash& key) {
  const std::lock_guard lock(mutex_);
  entries_.erase(key);
}

void IdempotencyKeys::abandon(const Hash& key) {
  const std::lock_guard lock(mutex_);
  if (const auto at = entries_.find(key); at != entries_.end()) at->second.in_work = false;
}

void IdempotencyKeys::keep(const Hash& key) {
  std::optional<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = entries_.find(key); at != entries_.end()) entry = at->second;
  }
  (void)write(key, entry, {});
}

Result<void> IdempotencyKeys::drop_behind(Position last) {
  std::vector<Hash> dropped;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const auto& one) {
      const auto& [key, entry] = one;
      const bool is_behind = entry.head > last || (entry.outcome && entry.outcome->position > last);
      if (is_behind) dropped.push_back(key);
      return is_behind;
    });
  }
  auto txn = store_->write();
  if (!txn) return txn.error();
  for (const Hash& key : dropped) {
    if (auto erased = txn->erase(database_, bytes_of(key)); !erased) return erased;
  }
  return store_->commit(std::move(*txn));
}

std::vector<IdempotencyKeys::Pending> IdempotencyKeys::pending() const {
  std::vector<Pending> pending;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, entry] : entries_) {
    if (!entry.outcome && !entry.in_work) pending.push_back({key, entry.request, entry.head});
  }
  return pending;
}

}  // namespace rolecall
