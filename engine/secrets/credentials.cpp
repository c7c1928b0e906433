#include "engine/secrets/credentials.hpp"

#include <cstring>

#include <sodium.h>

namespace rolecall {
namespace {

std::string_view bytes_of(const CredentialId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

Hash hash_of(const ApiSecret& secret) {
  return sha256({{reinterpret_cast<const char*>(secret.data()), secret.size()}});
}

}  // namespace

Result<std::unique_ptr<Credentials>> Credentials::open(SecretsStore& store,
                                                       const std::string& database) {
  const auto hashes = store.database(database, LmdbKeys::bytes);
  if (!hashes) return hashes.error();
  std::unique_ptr<Credentials> credentials(new Credentials(store, *hashes));
  if (auto loaded = credentials->load(); !loaded) return loaded.error();
  return credentials;
}

Result<void> Credentials::load() {
  const auto txn = store_->read();
  if (!txn) return txn.error();
  auto entries = txn->cursor(database_);
  if (!entries) return entries.error();
  auto entry = entries->first_from(bytes_of(CredentialId{}));
  for (; entry && *entry; entry = entries->next()) {
    CredentialId id;
    Hash hash;
    if ((*entry)->key.size() != id.bytes.size() || (*entry)->value.size() != hash.size()) {
      return Error{Errc::corrupt, {}, "secrets: the hashes of given-out secrets are damaged"};
    }
    std::memcpy(id.bytes.data(), (*entry)->key.data(), id.bytes.size());
    std::memcpy(hash.data(), (*entry)->value.data(), hash.size());
    hashes_.emplace(id, hash);
  }
  if (!entry) return entry.error();
  return {};
}

Result<void> Credentials::put(const ApiKey& key) {
  const std::lock_guard one_change(change_mutex_);
  const Hash hash = hash_of(key.secret);
  auto txn = store_->write();
  if (!txn) return txn.error();
  if (auto put = txn->put(database_, bytes_of(key.id), {bytes_of(hash)}); !put) return put;
  if (auto committed = store_->commit(std::move(*txn)); !committed) return committed;
  const std::lock_guard lock(mutex_);
  hashes_.insert_or_assign(key.id, hash);
  return {};
}

Result<void> Credentials::erase(CredentialId id) {
  const std::lock_guard one_change(change_mutex_);
  auto txn = store_->write();
  if (!txn) return txn.error();
  if (auto erased = txn->erase(database_, bytes_of(id)); !erased) return erased;
  if (auto committed = store_->commit(std::move(*txn)); !committed) return committed;
  const std::lock_guard lock(mutex_);
  hashes_.erase(id);
  return {};
}

bool Credentials::check(const ApiKey& key) const {
  const Hash given = hash_of(key.secret);
  Hash stored{};
  bool known = false;
  {
    const std::shared_lock lock(mutex_);
    const auto found = hashes_.find(key.id);
    known = found != hashes_.end();
    if (known) stored = found->second;
  }
  return sodium_memcmp(stored.data(), given.data(), given.size()) == 0 && known;
}

}  // namespace rolecall
