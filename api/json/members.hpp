// Members of JSON objects that are the directory's own values.
#pragma once

#include <optional>
#include <string_view>

#include "api/json/writer.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"
#include "projections/indexes/last_activity.hpp"

namespace rolecall {

// A member that is an RFC 3339 time; null where there is none.
void append_time(JsonWriter& json, std::string_view name, Timestamp time);
void append_time(JsonWriter& json, std::string_view name, std::optional<Timestamp> time);
// A member that is a date; null where there is none.
void append_day(JsonWriter& json, std::string_view name, std::optional<Day> day);
// A member that is an id, null where it is nil.
void append_id(JsonWriter& json, std::string_view name, const Uuid& id);

}  // namespace rolecall
