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

// A key's number in order of issue, from 0.
enum class ApiKeyNo : std::uint32_t {};
constexpr std::uint32_t number(ApiKeyNo n) { return static_cast<std::uint32_t>(n); }

struct IssuedApiKey {
  CredentialId id;
  UserNo owner{};
  Capability capability = Capability::read;
  std::optional<Timestamp> expires_at;
  Position issued{};
  Position revoked{};  // 0: not revoked

  bool is_revoked() const { return revoked != Position{0}; }
};

// Threads: add() and revoke() from the writer; reads from any thread, find() inside an
//          Epochs::Guard.
class ApiKeys {
 public:
  explicit ApiKeys(Epochs& epochs);

  void add(const IssuedApiKey& key);
  void revoke(const CredentialId& id, Position at);

  // How many had been issued by then: those with the numbers below.
  std::uint32_t count_at(Position at) const;
  IssuedApiKey at(ApiKeyNo key, Position position) const;
  // Nothing: not issued by then.
  std::optional<ApiKeyNo> find(const CredentialId& id, Position at) const;

 private:
  struct Row {
    IssuedApiKey key;
    std::atomic<std::uint64_t> revoked_at;  // position; 0: not revoked
  };
  std::optional<std::uint32_t> row_of(const CredentialId& id) const;

  ReservedArray<Row> rows_;
  std::atomic<std::uint32_t> count_{0};
  CandidateIndex by_id_;
};

}  // namespace rolecall
