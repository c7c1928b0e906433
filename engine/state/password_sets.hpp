// Who set a password when, and by which request: the hash that the newest one brought is the one
// that opens.
#pragma once

#include <optional>

#include "engine/state/candidate_index.hpp"
#include "engine/state/user_rows.hpp"

namespace rolecall {

struct SetPasswordFact {
  UserNo user{};
  Position at{};
  RequestId request{};  // under it the secrets store keeps the hash
};

// Threads: add() from the writer; reads from any thread, find() inside an Epochs::Guard.
class PasswordSets {
 public:
  explicit PasswordSets(Epochs& epochs);

  void add(const SetPasswordFact& fact);

  // The newest of that user not newer than `at`.
  std::optional<SetPasswordFact> find(UserNo user, Position at) const;

 private:
  ReservedArray<SetPasswordFact> facts_;
  CandidateIndex by_user_;
};

}  // namespace rolecall
