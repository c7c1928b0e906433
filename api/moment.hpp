// Which state a read asks for.
#pragma once

#include <optional>
#include <string_view>

#include "api/parameters.hpp"
#include "projections/model/view.hpp"
#include "projections/users/user_filter.hpp"

namespace rolecall {

// A position in digits, whether there is such a one or not.
std::optional<Position> parse_position(std::string_view text);
// An RFC 3339 time as a query has it, where the + of an offset may have become a space.
std::optional<Timestamp> parse_query_time(std::string_view text);

// The parameter of that name: a position, or an RFC 3339 time, which means the last event by then.
// Fails for what lies in the future, and for what the caller may not see.
View view_of(Parameters& parameters, const ReadModel& model, std::string_view name = "as_of");

// Fails with forbidden unless the caller may read as of then: whoever may not read the history of
// others sees the present, and what was it within the last hour, so that pages hold together.
void check_sight(Parameters& parameters, const View& view);
// The same of users of these statuses: those who are removed or erased are of the past.
void check_sight(Parameters& parameters, StatusSet statuses);

}  // namespace rolecall
