// Events as Keycloak's admin events.
#pragma once

#include <string>
#include <string_view>

#include "api/json/writer.hpp"
#include "engine/events/event.hpp"
#include "projections/model/read_model.hpp"

namespace rolecall::wallaroo {

struct AdminEvent {
  std::string_view operation;  // CREATE UPDATE DELETE ACTION
  std::string_view resource;   // USER REALM_ROLE_MAPPING GROUP ...
  std::string path;            // users/<id>/role-mappings/realm
  std::string representation;  // what was created or changed, as JSON; empty: nothing to say
};

AdminEvent admin_event_of(const Event& event);

// {time, realmId, authDetails {realmId, clientId, userId, ipAddress}, operationType, resourceType,
// resourcePath, representation?}. `clientId` is the dialect or tool, `ipAddress` always empty: the
// log has none. Time in milliseconds, representation a string of JSON.
void append_admin_event(JsonWriter& json, const Recorded& recorded, const AdminEvent& event,
                        std::string_view realm);

}  // namespace rolecall::wallaroo
