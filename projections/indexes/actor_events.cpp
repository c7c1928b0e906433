#include "projections/indexes/actor_events.hpp"

#include <algorithm>
#include <cassert>
#include <span>

#include "engine/state/hash.hpp"

namespace rolecall {

ActorEvents::ActorEvents(Epochs& epochs, std::size_t events_max)
    : actors_(events_max + 1), chunks_(events_max + 1), by_id_(epochs, events_max) {
  actors_.append_zeroed(1);
  chunks_.append_zeroed(1);
}

std::optional<std::uint32_t> ActorEvents::find(const UserId& actor) const {
  return by_id_.find(hash_of(actor), [&](std::uint32_t no) { return actors_[no].id == actor; });
}

ActorNo ActorEvents::add(const UserId& id, Position position) {
  if (id.is_nil()) return ActorNo{0};
  auto no = find(id);
  if (!no) {
    no = narrow<std::uint32_t>(actors_.append(id, VersionNo{0}));
    by_id_.add(hash_of(id), *no, [](std::uint32_t) { return false; });
  }
  Actor& actor = actors_[*no];
  Chunk& newest = chunks_[actor.newest.load(std::memory_order_relaxed)];
  const auto bits = narrow<std::uint32_t>(number(position));
  if (newest.chunk_no == 0 || newest.position(chunk_positions - 1) != Position{0}) {
    add_chunk(actor, bits);
    return ActorNo{*no};
  }
  std::size_t at = 1;
  while (newest.position(at) != Position{0}) ++at;
  assert(newest.position(at - 1) < position);
  newest.positions[at].store(bits, std::memory_order_relaxed);
  return ActorNo{*no};
}

void ActorEvents::add_chunk(Actor& actor, std::uint32_t position) {
  const VersionLinks links = links_behind(chunks_, actor.newest);
  const auto no = narrow<VersionNo>(chunks_.append_zeroed(1));
  Chunk& chunk = chunks_[no];
  chunk.links = links;
  chunk.chunk_no = chunks_[links.older].chunk_no + 1;
  chunk.positions[0].store(position, std::memory_order_relaxed);
  assert(links.older == 0 || chunks_[links.older].from() < chunk.from());
  actor.newest.store(no, std::memory_order_release);
}

void ActorEvents::append_positions(const UserId& id, const PositionRange& range,
                                   std::vector<Position>& positions) const {
  const auto no = find(id);
  if (!no) return;
  const std::atomic<VersionNo>& newest = actors_[*no].newest;
  // The range may begin within the last chunk that begins before it.
  const VersionNo first =
      first_reached(chunks_, newest, [&](const Chunk& one) { return one.from() <= range.after; });
  const std::uint32_t before = chunks_[first].chunk_no;
  const std::uint64_t last = before + range.limit / chunk_positions + 2;
  VersionNo chunk = first_reached(chunks_, newest, [&](const Chunk& one) {
    return one.from() <= range.at && one.chunk_no <= last;
  });
  const std::size_t begin = positions.size();
  for (; chunk != 0 && chunks_[chunk].chunk_no >= before; chunk = chunks_[chunk].links.older) {
    for (std::size_t i = chunk_positions; i-- > 0;) {
      const Position position = chunks_[chunk].position(i);
      if (range.after < position && position <= range.at) positions.push_back(position);
    }
  }
  const std::span found = std::span(positions).subspan(begin);
  std::reverse(found.begin(), found.end());
  assert(std::is_sorted(found.begin(), found.end()));
  if (found.size() > range.limit) positions.resize(begin + range.limit);
}

}  // namespace rolecall
