#include "engine/secrets/event_secrets.hpp"

#include <cstring>
#include <utility>
#include <vector>

namespace rolecall {
namespace {

std::string_view bytes_of(const Uuid& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

std::string bytes_of(const SecretKey& key) {
  return std::string(bytes_of(key.owner)).append(bytes_of(Uuid(key.request)));
}

Uuid uuid_in(std::string_view bytes) {
  Uuid id;
  std::memcpy(id.bytes.data(), bytes.data(), id.bytes.size());
  return id;
}

}  // namespace

Result<std::unique_ptr<EventSecrets>> EventSecrets::open(SecretsStore& store, SecretsWriter& writer,
                                                         const std::string& database) {
  const auto opened = store.database(database, LmdbKeys::bytes);
  if (!opened) return opened.error();
  return std::unique_ptr<EventSecrets>(new EventSecrets(store, writer, *opened));
}

void EventSecrets::put(const SecretKey& key, std::string hash, SecretsWriter::Done done) {
  writer_->submit([this, key, hash = std::move(hash)](
                      LmdbWrite& txn) { return txn.put(database_, bytes_of(key), {hash}); },
                  std::move(done));
}

void EventSecrets::erase(const SecretKey& key) {
  writer_->submit([this, key](LmdbWrite& txn) { return txn.erase(database_, bytes_of(key)); },
                  [](const Result<void>&) {});  // it opens nothing, and goes at the next start
}

Result<std::optional<std::string>> EventSecrets::find(const SecretKey& key) const {
  const auto txn = store_->read();
  if (!txn) return txn.error();
  const auto stored = txn->get(database_, bytes_of(key));
  if (!stored) return stored.error();
  return *stored ? std::optional(std::string(**stored)) : std::nullopt;
}

Result<void> EventSecrets::keep_only(const Current& current) {
  constexpr std::size_t id_bytes = sizeof(Uuid);
  std::vector<std::string> erased;
  std::vector<std::pair<SecretKey, std::string>> stamped;
  {
    const auto txn = store_->read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(database_);
    if (!cursor) return cursor.error();
    auto entry = cursor->first_from(bytes_of(Uuid{}));
    for (; entry && *entry; entry = cursor->next()) {
      const std::string_view key = (*entry)->key;
      if (key.size() != id_bytes && key.size() != 2 * id_bytes) {
        return Error{Errc::corrupt, {}, "secrets: the hashes of given-out secrets are damaged"};
      }
      const Uuid owner = uuid_in(key);
      const auto counts = current(owner);
      if (counts && key == bytes_of(SecretKey{owner, *counts})) continue;
      erased.emplace_back(key);
      if (counts && key.size() == id_bytes) {
        stamped.emplace_back(SecretKey{owner, *counts}, (*entry)->value);
      }
    }
    if (!entry) return entry.error();
  }
  if (erased.empty()) return {};
  return writer_->execute([&](LmdbWrite& txn) -> Result<void> {
    for (const std::string& key : erased) {
      if (auto gone = txn.erase(database_, key); !gone) return gone;
    }
    for (const auto& [key, hash] : stamped) {
      if (auto put = txn.put(database_, bytes_of(key), {hash}); !put) return put;
    }
    return {};
  });
}

}  // namespace rolecall
