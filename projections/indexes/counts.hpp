// How many users each class had at any position: one byte per position, totals every 256.
//
// Order:    positions are applied in order without gaps, also those that change no class.
// Threads:  apply() from one thread; at() from any, for positions up to a head that the writer
//           stored (release) after applying them and the reader loaded (acquire).
// Lifetime: nothing moves or goes before the object does.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/limits.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/position.hpp"
#include "projections/indexes/user_class.hpp"

namespace rolecall {

class Counts {
 public:
  using ByClass = std::array<std::uint32_t, class_count>;

  explicit Counts(std::size_t events_max = limits::events_max);

  // Writer only. Memory for so many positions; false: there is none.
  bool make_room(std::size_t events) {
    return steps_.make_room(events) && totals_.make_room(events / totals_every + 1);
  }

  // No class before: a creation, never as an erased user. No class after: no class changed.
  void apply(Position position, std::optional<UserClass> before, std::optional<UserClass> after);

  ByClass at(Position position) const;

  void serialize(Archive& archive) { archive.pass(steps_, totals_, newest_); }

 private:
  static constexpr std::size_t totals_every = 256;

  ReservedArray<std::uint8_t> steps_;  // of position i + 1: class before * 16 + class after
  ReservedArray<ByClass> totals_;      // [k]: after position k * 256
  ByClass newest_{};                   // the writer's
};

}  // namespace rolecall
