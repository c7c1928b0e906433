// The API keys as facts: whose, for what, until when. Their secrets' hashes lie in the secrets
// store (secrets/credentials.hpp).
#pragma once

#include <optional>
#include <vector>

#include "engine/snapshot/archive.hpp"
#include "engine/state/candidate_index.hpp"
#include "engine/types/actor.hpp"
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
  Actor giver;
  Role at_most = top_role;  // see authority.hpp; it acts as its owner, but with no higher role
  Position issued{};
  Position revoked{};  // 0: not revoked

  bool is_revoked() const { return revoked != Position{0}; }
};

// Whoever is removed keeps none: a key counts only if it was issued after the last removal of its
// owner, whether or not the log has an ApiKeyRevoked for it.
// Threads: add(), revoke() and revoke_all() from the writer; reads from any thread.
class ApiKeys {
 public:
  explicit ApiKeys(Epochs& epochs, std::size_t events_max = limits::events_max);

  // Writer only. Memory for what so many events add; false: there is none.
  bool make_room(std::size_t events) {
    return rows_.make_room(events) && by_id_.make_room(events) && by_owner_.make_room(events);
  }

  void add(const IssuedApiKey& key);
  // What was revoked before stays revoked since then.
  void revoke(const CredentialId& id, Position at);
  void revoke_all(UserNo owner, Position at);

  // How many had been issued by then: those with the numbers below.
  std::uint32_t count_at(Position at) const;
  IssuedApiKey at(ApiKeyNo key, Position position) const;
  // Nothing: not issued by then.
  std::optional<ApiKeyNo> find(const CredentialId& id, Position at) const;
  // Those of that owner that were issued by then, oldest first.
  std::vector<ApiKeyNo> of(UserNo owner, Position at) const;

  void serialize(Archive& archive) { archive.pass(rows_, count_, by_id_, by_owner_); }

 private:
  struct Row {
    IssuedApiKey key;
    std::atomic<std::uint64_t> revoked_at;  // position; 0: not revoked
  };
  std::optional<std::uint32_t> row_of(const CredentialId& id) const;
  void revoke(Row& row, Position at);

  ReservedArray<Row> rows_;
  std::atomic<std::uint32_t> count_{0};
  CandidateIndex by_id_;
  CandidateIndex by_owner_;
};

}  // namespace rolecall
