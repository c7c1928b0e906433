// Which state a read asks for.
#pragma once

#include "api/parameters.hpp"
#include "projections/read_model.hpp"

namespace rolecall {

struct Moment {
  Position at{};   // of the state
  Timestamp time;  // of the clock that goes with it: what has run out by then
};

// A position in digits, whether there is such a one or not.
std::optional<Position> parse_position(std::string_view text);

// The parameter of that name: a position, or an RFC 3339 time, which means the last event by then.
// What lies in the future fails.
Moment moment_of(Parameters& parameters, const ReadModel& model, std::string_view name = "as_of");

}  // namespace rolecall
