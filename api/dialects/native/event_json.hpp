// Events and role changes in the words of the native dialect.
#pragma once

#include "api/json/writer.hpp"
#include "engine/events/event.hpp"
#include "projections/model/view.hpp"

namespace rolecall::native {

// {position, type, version, event_id, time, recorded_at, user_id, group_id, actor, channel,
//  request_id, correlation_id, reason, erased, data}: names are those known then.
void append_event(JsonWriter& json, const View& view, const Recorded& recorded);

// The same of an event that is only planned: {type, version, time, user_id, group_id, actor,
// channel, reason, data}.
void append_planned_event(JsonWriter& json, const View& view, const Recorded& planned);

// Members `actor`, `channel` and `reason`: who, through which dialect or tool, and why.
void append_origin(JsonWriter& json, const View& view, const Recorded& recorded);

// {position, time, user: {id, username}, from, to, actor, channel, reason} of a RoleAssigned or
// RoleExpired.
void append_role_change(JsonWriter& json, const View& view, const Recorded& recorded);

}  // namespace rolecall::native
