#include "engine/secrets/credentials.hpp"

#include <cstring>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <sodium.h>

namespace rolecall {
namespace {

std::string_view bytes_of(const CredentialId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace

Hash hash_of(const ApiSecret& secret) {
  return sha256({{reinterpret_cast<const char*>(secret.data()), secret.size()}});
}

bool is_hash_of(std::string_view hash, const ApiSecret& secret) {
  const Hash given = hash_of(secret);
  Hash stored{};
  const bool is_hash = hash.size() == stored.size();
  if (is_hash) std::memcpy(stored.data(), hash.data(), stored.size());
  return sodium_memcmp(stored.data(), given.data(), given.size()) == 0 && is_hash;
}

Result<std::unique_ptr<Credentials>> Credentials::open(SecretsStore& store, SecretsWriter& writer) {
  const auto hashes = store.database("api_keys", LmdbKeys::bytes);
  if (!hashes) return hashes.error();
  std::unique_ptr<Credentials> credentials(new Credentials(store, writer, *hashes));
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

void Credentials::put(const ApiKey& key, SecretsWriter::Done done) {
  const Hash hash = hash_of(key.secret);
  writer_->submit(
      [this, id = key.id, hash](LmdbWrite& txn) {
        return txn.put(database_, bytes_of(id), {bytes_of(hash)});
      },
      [this, id = key.id, hash, done = std::move(done)](const Result<void>& written) {
        if (written) {
          const std::lock_guard lock(mutex_);
          hashes_.insert_or_assign(id, hash);
        }
        done(written);
      });
}

void Credentials::erase(CredentialId id) {
  {
    const std::lock_guard lock(mutex_);
    hashes_.erase(id);
  }
  writer_->submit([this, id](LmdbWrite& txn) { return txn.erase(database_, bytes_of(id)); },
                  [](const Result<void>&) {});  // it opens nothing, and goes at the next start
}

Result<void> Credentials::keep_only(const std::function<bool(CredentialId)>& is_known) {
  std::vector<CredentialId> unknown;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [id, hash] : hashes_) {
      if (!is_known(id)) unknown.push_back(id);
    }
  }
  if (unknown.empty()) return {};
  const auto erased = writer_->execute([&](LmdbWrite& txn) -> Result<void> {
    for (const CredentialId& id : unknown) {
      if (auto gone = txn.erase(database_, bytes_of(id)); !gone) return gone;
    }
    return {};
  });
  if (!erased) return erased;
  const std::lock_guard lock(mutex_);
  for (const CredentialId& id : unknown) hashes_.erase(id);
  return {};
}

bool Credentials::check(const ApiKey& key) const {
  std::optional<Hash> stored;
  {
    const std::shared_lock lock(mutex_);
    const auto found = hashes_.find(key.id);
    if (found != hashes_.end()) stored = found->second;
  }
  return is_hash_of(stored ? bytes_of(*stored) : std::string_view(), key.secret);
}

}  // namespace rolecall
