// Which events a request means.
#pragma once

#include "api/parameters.hpp"
#include "projections/history/event_query.hpp"
#include "projections/read_model.hpp"

namespace rolecall::native {

// Whom a parameter names, by an id, which is taken as it is, or by the name had at a position:
// users, also removed ones, and imported actors. A name that nobody has fails.
std::optional<UserId> person_parameter(Parameters& parameters, const ReadModel& model,
                                       std::string_view name, Position at);
// The same of `group`.
std::optional<GroupId> group_parameter(Parameters& parameters, const ReadModel& model, Position at);

// `user`, `actor`, `group` and `type`, which takes several with commas.
EventFilter event_filter(Parameters& parameters, const ReadModel& model, Position at);

}  // namespace rolecall::native
