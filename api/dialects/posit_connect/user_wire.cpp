#include "api/dialects/posit_connect/user_wire.hpp"

#include "api/json/members.hpp"

namespace rolecall::posit_connect {
namespace {

void append_changeable(JsonWriter& json, const ShownUser& user) {
  const auto text = [&](std::string_view name, std::string_view value) {
    json.member(name, value);
  };
  text("email", user.profile.email);
  text("username", user.profile.username);
  text("first_name", user.profile.first_name);
  text("last_name", user.profile.last_name);
  text("user_role", role_in(Channel::posit_connect, user));
  append_time(json, "updated_time", user.described_at);
}

}  // namespace

void append_user(JsonWriter& json, const ShownUser& user) {
  json.begin_object();
  append_id(json, "guid", user.id);
  append_changeable(json, user);
  append_time(json, "created_time", user.created_at);
  append_time(json, "active_time", user.last_active);
  json.member("confirmed", true);
  json.member("locked", !user.active);
  json.end_object();
}

void append_updated(JsonWriter& json, const ShownUser& user) {
  json.begin_object();
  append_changeable(json, user);
  json.end_object();
}

}  // namespace rolecall::posit_connect
