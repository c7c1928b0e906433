// Which events a request means.
#pragma once

#include <string>

#include "api/parameters.hpp"
#include "projections/history/event_query.hpp"
#include "projections/model/view.hpp"

namespace rolecall::native {

// Whom a parameter names (find_anyone()). An id that nobody has fails as a name does that nobody
// has had.
std::optional<UserId> person_parameter(Parameters& parameters, const View& view,
                                       std::string_view name);
// The same of `group` (find_group()).
std::optional<GroupId> group_parameter(Parameters& parameters, const View& view);

// `after`: behind which position to begin. One that is not there yet fails, unless it may come with
// what is awaited: it is of another log, or of this one before it was put back from a backup.
Position after_parameter(Parameters& parameters, Position last);
// What is said of such a position.
std::string beyond_last(Position last);

// `user`, `actor`, `group` and `type`, which takes several with commas.
EventFilter event_filter(Parameters& parameters, const View& view);

}  // namespace rolecall::native
