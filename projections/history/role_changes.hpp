// Every change of a role, in order: what "who changed roles when" is answered from.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/events/event.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/position.hpp"

namespace rolecall {

// A change as a candidate: who acted and why stands in the log, at its position.
struct RoleChange {
  Position position{};
  UserNo user{};
  std::uint32_t actor_tag = 0;  // actor_tag() of whoever acted; unlike ids may have the same
  Role from{};
  Role to{};
};

std::uint32_t actor_tag(const UserId& actor);

// Threads: add() from the writer; reads from any thread, up to a published head.
class RoleChanges {
 public:
  RoleChanges();

  void add(const RoleChange& change);

  // How many changes there were at `at`: those with the indexes below.
  std::size_t count_at(Position at) const;
  const RoleChange& operator[](std::size_t index) const { return changes_[index]; }

 private:
  ReservedArray<RoleChange> changes_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace rolecall
