// The positions of the events about a user, of a group, or by an actor: known from the states that
// each has had, so that no index of the log is needed, and none can lack any.
#pragma once

#include <variant>
#include <vector>

#include "engine/types/position.hpp"
#include "engine/types/uuid.hpp"
#include "projections/model/read_model.hpp"

namespace rolecall {

struct EventsAbout {
  UserId user;
};
struct EventsOf {
  GroupId group;
};
struct EventsBy {
  UserId actor;
};
using EventStream = std::variant<EventsAbout, EventsOf, EventsBy>;

// Those in the range, in order. Threads: any.
std::vector<Position> positions_in(const ReadModel& model, const EventStream& stream,
                                   const PositionRange& range);

}  // namespace rolecall
