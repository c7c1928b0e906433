#include "projections/directory/directory.hpp"

#include <cstdio>
#include <cstdlib>

#include "engine/events/event_reader.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

constexpr std::uint64_t progress_every_events = 65536;

}  // namespace

Result<void> Directory::replay(Position last, const Progress& progress) {
  if (const auto folded = fold(last, progress); !folded) return folded;
  model_.replayed();
  publish();
  if (progress) progress(last, last);
  return {};
}

// The log's end is not asked for first: where it cannot be read there would seem to be nothing.
Result<void> Directory::catch_up() {
  if (const auto folded = fold(Position{limits::position_max}, {}); !folded) return folded;
  publish();
  return {};
}

Result<void> Directory::fold(Position last, const Progress& progress) {
  const auto guard = model_.enter();  // once, for all the look-ups of many events
  const EventReader events(log_, keys_, Open::personal);
  return events.read(model_.head(), last, [&](const Recorded& recorded) {
    const Position position = recorded.position;
    if (progress && number(position) % progress_every_events == 0) progress(position, last);
    return model_.apply(recorded);
  });
}

void Directory::publish() {
  model_.publish();
  watch_.advance(model_.head());
}

void Directory::start_writing(Writer::Settings settings) {
  writer_.emplace(log_, keys_, model_.state(), model_.clock(),
                  Writer::Follower{[this](const Amounts& added) { return model_.make_room(added); },
                                   [this](std::span<const Recorded> stored) { follow(stored); }},
                  std::move(settings));
}

void Directory::follow(std::span<const Recorded> stored) {
  for (const Recorded& recorded : stored) {
    if (const auto applied = model_.apply(recorded); !applied) {
      std::fprintf(stderr, "rolecall: %s\n", applied.error().detail.c_str());
      std::abort();
    }
  }
  publish();
}

}  // namespace rolecall
