// Secrets that count with their events: hashes of passwords, of the tokens of invitations. One
// database for each kind: owner, 16 B, request id, 16 B -> hash.
//
// A secret is durable before its command is decided, under the request id that the command's events
// will carry. It counts while the newest event of its kind about its owner carries that id, which
// the state knows: so log and secret cannot say different things, whatever a crash cuts short.
//
// Threads: any; find() reads the disk's pages.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/result.hpp"
#include "engine/secrets/secrets_writer.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct SecretKey {
  Uuid owner;
  RequestId request;
};

class EventSecrets {
 public:
  // Both must outlive this.
  static Result<std::unique_ptr<EventSecrets>> open(SecretsStore& store, SecretsWriter& writer,
                                                    const std::string& database);

  // `done`: it is on disk.
  void put(const SecretKey& key, std::string hash, SecretsWriter::Done done);
  // Nothing happens where there is none.
  void erase(const SecretKey& key);
  // Nothing: there is none.
  Result<std::optional<std::string>> find(const SecretKey& key) const;

  // The request that the newest event about an owner carries; nothing: there is no such event.
  using Current = std::function<std::optional<RequestId>(const Uuid& owner)>;
  // Erases what does not count, when nothing is under way. Secrets of before there were request ids
  // in the keys get the one that counts now.
  Result<void> keep_only(const Current& current);

 private:
  EventSecrets(SecretsStore& store, SecretsWriter& writer, LmdbDatabase database)
      : store_(&store), writer_(&writer), database_(database) {}

  SecretsStore* store_;
  SecretsWriter* writer_;
  LmdbDatabase database_;
};

}  // namespace rolecall
