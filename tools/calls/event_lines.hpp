// What /v1/events/poll answers: lines of JSON, one for each event.
#pragma once

#include <boost/json/array.hpp>

#include "tools/calls/backend.hpp"

namespace rolecall {

// `unavailable`: they are none.
Result<boost::json::array> event_lines(const CallAnswer& answer);

// Sets `after`, for the call that goes on behind this answer.
void go_on_behind(CallParameters& parameters, const CallAnswer& answer);

}  // namespace rolecall
