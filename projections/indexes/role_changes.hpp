// Every change of a role, in order: what "who changed roles when" is answered from.
#pragma once

#include <algorithm>
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

  // Writer only. Memory for what so many events behind `last` add; false: there is none.
  bool make_room(std::size_t events, Position last) {
    const std::uint64_t starts = (number(last) + events) / start_every + 1;
    return changes_.make_room(events) &&
           starts_.make_room(starts - std::min<std::uint64_t>(starts, starts_.size()));
  }

  void add(const RoleChange& change);

  // How many changes there were at `at`: those with the indexes below.
  std::size_t count_at(Position at) const;
  const RoleChange& operator[](std::size_t index) const { return changes_[index]; }
  // The change at that position; null: there was none.
  const RoleChange* find(Position position) const;

  void serialize(Archive& archive) { archive.pass(changes_, starts_, count_); }

 private:
  static constexpr std::uint64_t start_every = 256;

  ReservedArray<RoleChange> changes_;
  // [k]: how many changes there were before position k * 256, so that few are looked through.
  ReservedArray<std::uint32_t> starts_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace rolecall
