// The API keys as facts: whose, for what, until when. Their secrets' hashes lie in the secrets
// store (secrets/credentials.hpp).
#pragma once

#include <optional>

#include "engine/state/candidate_index.hpp"
#include "engine/types/position.hpp"
#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct IssuedApiKey {
  CredentialId id;
  UserNo owner{};
  Capability capability = Capability::read;
  std::optional<Timestamp> expires_at;
  Position issued{};
  bool revoked = false;
};

// Threads: add() and revoke() from the writer; reads from any thread inside an Epochs::Guard.
class ApiKeys {
 public:
  explicit ApiKeys(Epochs& epochs);

  void add(const IssuedApiKey& key);
  void revoke(const CredentialId& id, Position at);

  // As of `at`; nothing: not issued by then.
  std::optional<IssuedApiKey> find(const CredentialId& id, Position at) const;

 private:
  struct Row {
    IssuedApiKey key;
    std::atomic<std::uint64_t> revoked_at;  // position; 0: not revoked
  };
  std::optional<std::uint32_t> row_of(const CredentialId& id) const;

  ReservedArray<Row> rows_;
  CandidateIndex by_id_;
};

}  // namespace rolecall
