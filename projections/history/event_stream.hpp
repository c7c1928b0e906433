// The index of the log that a history is read through. It is derived: whether it leads to the
// events of its stream, and to all of them, is told by the events and by the state.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/events/event.hpp"
#include "engine/log/log.hpp"
#include "engine/state/state.hpp"

namespace rolecall {

struct EventStream {
  StreamKind kind;
  Uuid id;
};

// Whether an event that the index leads to is one of the stream.
bool is_of(const EventStream& stream, const Recorded& recorded);
// Whether it moves the stream's revision: that of a group's events is the group's, whomever they
// are about.
bool moves(const EventStream& stream, const Recorded& recorded);

// How many events had moved its revision by then, as these have no gaps. Nothing: an actor's events
// are not counted, nor is where an actor of imported history got its name, before it was a user.
std::optional<std::uint32_t> revision_at(const State& state, const EventStream& stream,
                                         Position at);

// `corrupt`: what is wrong with the index, and what to do.
Error damaged_index(const EventStream& stream, std::string_view what);

}  // namespace rolecall
