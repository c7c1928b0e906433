// Events as entries of Posit Connect's audit log.
#pragma once

#include <span>
#include <string_view>

#include "api/json/writer.hpp"
#include "engine/events/event.hpp"
#include "projections/model/view.hpp"

namespace rolecall::posit_connect {

struct AuditAction {
  std::string_view action;
  std::string_view description;
};

// One for each type of event; some types share one.
std::span<const AuditAction> audit_actions();
std::string_view action_of(const Event& event);

// {id, time, user_id, user_guid, user_description, action, event_description}. `id` is the event's
// position and `user_id` the actor's integer id, both as text; "0" for who is no user.
void append_audit_entry(JsonWriter& json, const View& view, const Recorded& recorded);

}  // namespace rolecall::posit_connect
