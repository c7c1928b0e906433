// The actors of imported history who are no users (yet): their ids and names.
#pragma once

#include <optional>
#include <string_view>

#include "engine/snapshot/archive.hpp"
#include "engine/state/candidate_index.hpp"
#include "engine/state/profiles.hpp"
#include "engine/types/key_no.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// Threads: add() from the writer; reads from any thread.
class ActorNames {
 public:
  ActorNames(Epochs& epochs, Profiles& profiles, std::size_t events_max = limits::events_max);

  // Writer only. Memory for what so many events add, profiles apart; false: there is none.
  bool make_room(std::size_t events) {
    return rows_.make_room(events) && by_id_.make_room(events) && by_name_.make_room(events);
  }

  // `key` seals the name, and all that is personal of a user who takes the id later.
  void add(const UserId& id, KeyNo key, std::string_view name, Position at);

  std::optional<UserId> find_named(std::string_view canonical) const;
  // Empty: no such actor.
  std::string_view name(const UserId& id) const;
  // When it was named; 0: no such actor.
  Position named(const UserId& id) const;
  // Nothing: no such actor.
  std::optional<KeyNo> key(const UserId& id) const;

  void serialize(Archive& archive) { archive.pass(rows_, by_id_, by_name_); }

 private:
  struct Row {
    UserId id;
    KeyNo key;
    ProfileRef name;  // a profile that has only a username
    Position named;
  };
  std::optional<std::uint32_t> row_of(const UserId& id) const;

  Profiles& profiles_;
  ReservedArray<Row> rows_;
  CandidateIndex by_id_;
  CandidateIndex by_name_;
};

}  // namespace rolecall
