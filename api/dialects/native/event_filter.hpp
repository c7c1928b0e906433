// Which events a request means.
#pragma once

#include "api/parameters.hpp"
#include "projections/history/event_query.hpp"
#include "projections/model/view.hpp"

namespace rolecall::native {

// Whom a parameter names, by an id, which is taken as it is, or by a name: the user who has it
// then, else the last one who was removed under it, else an imported actor. A name that nobody has
// had fails.
std::optional<UserId> person_parameter(Parameters& parameters, const View& view,
                                       std::string_view name);
// The same of `group`.
std::optional<GroupId> group_parameter(Parameters& parameters, const View& view);

// `user`, `actor`, `group` and `type`, which takes several with commas.
EventFilter event_filter(Parameters& parameters, const View& view);

}  // namespace rolecall::native
