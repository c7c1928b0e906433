// Who has caused which events: their positions, by actor, in order.
//
// Shape:   an actor's positions lie in chunks of five (32 bytes), which are linked as the versions
// of
//          a thing are (state/version_chain.hpp); positions in memory have 32 bits (limits.hpp).
// Threads: add() and make_room() from the writer; everything else from any thread, up to a
// published
//          head.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "engine/limits.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/candidate_index.hpp"
#include "engine/state/version_chain.hpp"
#include "engine/types/position.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// An actor's number in order of the first event; 0: nobody with an id, e.g. the operator.
enum class ActorNo : std::uint32_t {};
constexpr std::uint32_t number(ActorNo n) { return static_cast<std::uint32_t>(n); }

class ActorEvents {
 public:
  explicit ActorEvents(Epochs& epochs, std::size_t events_max = limits::events_max);

  // Memory for so many events; false: there is none.
  bool make_room(std::size_t events) {
    return actors_.make_room(events) && chunks_.make_room(events) && by_id_.make_room(events);
  }
  // Every event that has been stored, in order. `actor`: nil where it is nobody with an id.
  ActorNo add(const UserId& actor, Position position);

  const UserId& id(ActorNo actor) const { return actors_[number(actor)].id; }
  // Appends the positions in the range, in order.
  void append_positions(const UserId& actor, const PositionRange& range,
                        std::vector<Position>& positions) const;

  void serialize(Archive& archive) { archive.pass(actors_, chunks_, by_id_); }

 private:
  static constexpr std::size_t chunk_positions = 5;
  struct Actor {
    UserId id;
    std::atomic<VersionNo> newest;
  };
  struct Chunk {
    VersionLinks links;
    std::uint32_t chunk_no;                                             // from 1
    std::array<std::atomic<std::uint32_t>, chunk_positions> positions;  // 0: none yet
    Position from() const { return position(0); }
    std::uint32_t depth() const { return chunk_no; }
    Position position(std::size_t i) const {
      return Position{positions[i].load(std::memory_order_relaxed)};
    }
  };
  static_assert(sizeof(Chunk) == 32);

  std::optional<std::uint32_t> find(const UserId& actor) const;
  void add_chunk(Actor& actor, std::uint32_t position);

  ReservedArray<Actor> actors_;
  ReservedArray<Chunk> chunks_;
  CandidateIndex by_id_;
};

}  // namespace rolecall
