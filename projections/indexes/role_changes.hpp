// Every change of a role, in order: what "who changed roles when" is answered from.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/events/event.hpp"
#include "engine/limits.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/position.hpp"

namespace rolecall {

struct RoleChange {
  Position position{};
  UserNo user{};
  std::uint32_t actor = 0;  // see RoleChanges::actor()
  Role from{};
  Role to{};
};

// Threads: add() from the writer; reads from any thread, up to a published head.
class RoleChanges {
 public:
  explicit RoleChanges(std::size_t events_max = limits::events_max);

  // Writer only. Memory for so many changes; false: there is none.
  bool make_room(std::size_t events) {
    return changes_.make_room(events) && actors_.make_room(events);
  }

  void add(Position position, UserNo user, const UserId& actor, Role from, Role to);

  // How many changes there were at `at`: those with the indexes below.
  std::size_t count_at(Position at) const;
  const RoleChange& operator[](std::size_t index) const { return changes_[index]; }
  // The change at that position; null: there was none.
  const RoleChange* find(Position position) const;
  // Who made a change; nil: nobody with an id, e.g. the operator.
  const UserId& actor(const RoleChange& change) const { return actors_[change.actor]; }

 private:
  ReservedArray<RoleChange> changes_;
  std::atomic<std::size_t> count_{0};
  ReservedArray<UserId> actors_;                                    // each once
  boost::unordered_flat_map<UserId, std::uint32_t> actor_numbers_;  // the writer's
};

// Who made the change of role at a position; nil: it was none, or nobody with an id made it.
UserId actor_of_role(const RoleChanges& changes, Position position);

}  // namespace rolecall
