// Who set a password when, and by which request: the hash that the newest one brought is the one
// that opens. Whoever is removed has none from then on.
#pragma once

#include <optional>

#include "engine/snapshot/archive.hpp"
#include "engine/state/candidate_index.hpp"
#include "engine/state/user_rows.hpp"

namespace rolecall {

struct SetPasswordFact {
  UserNo user{};
  Position at{};
  RequestId request{};      // under it the secrets store keeps the hash
  Role at_most = top_role;  // see authority.hpp; who signs in by it has no higher role
};

// Threads: add() and end() from the writer; reads from any thread.
class PasswordSets {
 public:
  explicit PasswordSets(Epochs& epochs, std::size_t events_max = limits::events_max);

  // Writer only. Memory for what so many events add; false: there is none.
  bool make_room(std::size_t events) {
    return rows_.make_room(events) && by_user_.make_room(events);
  }

  void add(const SetPasswordFact& fact);
  // The user has no password from then on.
  void end(UserNo user, Position at);

  // The newest of that user not newer than `at`; nothing: the user had no password then.
  std::optional<SetPasswordFact> find(UserNo user, Position at) const;

  void serialize(Archive& archive) { archive.pass(rows_, by_user_); }

 private:
  struct Row {
    SetPasswordFact fact;
    bool is_end;
  };
  void append(const Row& row);

  ReservedArray<Row> rows_;
  CandidateIndex by_user_;
};

}  // namespace rolecall
