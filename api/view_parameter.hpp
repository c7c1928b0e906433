// Which state a read asks for.
#pragma once

#include <optional>
#include <string_view>

#include "api/parameters.hpp"
#include "projections/model/view.hpp"

namespace rolecall {

// A position in digits, whether there is such a one or not.
std::optional<Position> parse_position(std::string_view text);
// An RFC 3339 time as a query has it, where the + of an offset may have become a space.
std::optional<Timestamp> parse_query_time(std::string_view text);

// The parameter of that name: a position, or an RFC 3339 time, which means the last event by then.
// Fails for what lies in the future, and for what the caller may not see.
View view_of(Parameters& parameters, const ReadModel& model, std::string_view name = "as_of");

}  // namespace rolecall
