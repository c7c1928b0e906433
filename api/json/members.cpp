#include "api/json/members.hpp"

namespace rolecall {

void append_time(JsonWriter& json, std::string_view name, Timestamp time) {
  json.key(name);
  json.text([&](std::string& out) { append_text(out, time); });
}

void append_time(JsonWriter& json, std::string_view name, std::optional<Timestamp> time) {
  if (time) {
    append_time(json, name, *time);
  } else {
    json.member(name, nullptr);
  }
}

void append_day(JsonWriter& json, std::string_view name, std::optional<Day> day) {
  json.member_or_null(name, day ? day_text(*day) : std::string());
}

void append_id(JsonWriter& json, std::string_view name, const Uuid& id) {
  json.key(name);
  if (id.is_nil()) {
    json.value(nullptr);
  } else {
    json.text([&](std::string& out) { append_text(out, id); });
  }
}

}  // namespace rolecall
