// Every change of a role, in order: what "who changed roles when" is answered from.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/events/event.hpp"
#include "engine/limits.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/position.hpp"
#include "projections/indexes/actor_events.hpp"

namespace rolecall {

struct RoleChange {
  Position position{};
  UserNo user{};
  ActorNo actor{};
  Role from{};
  Role to{};
};

// Threads: add() from the writer; reads from any thread, up to a published head.
class RoleChanges {
 public:
  explicit RoleChanges(std::size_t events_max = limits::events_max);

  // Writer only. Memory for so many changes; false: there is none.
  bool make_room(std::size_t events) { return changes_.make_room(events); }

  void add(const RoleChange& change);

  // How many changes there were at `at`: those with the indexes below.
  std::size_t count_at(Position at) const;
  const RoleChange& operator[](std::size_t index) const { return changes_[index]; }
  // The change at that position; null: there was none.
  const RoleChange* find(Position position) const;

  void serialize(Archive& archive) { archive.pass(changes_, count_); }

 private:
  ReservedArray<RoleChange> changes_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace rolecall
