#include "api/dialects/posit_connect/user_json.hpp"

#include "api/dialects/posit_connect/roles.hpp"
#include "api/json/members.hpp"

namespace rolecall::posit_connect {
namespace {

void append_changeable(JsonWriter& json, const UserAt& user) {
  const Profile profile = user.shown_profile();
  const auto text = [&](std::string_view name, std::string_view value) {
    json.member(name, value);
  };
  text("email", profile.email);
  text("username", profile.username);
  text("first_name", profile.first_name);
  text("last_name", profile.last_name);
  text("user_role", role_vocabulary.word_of(user.role()));
  append_time(json, "updated_time", user.described_at());
}

void append_all(JsonWriter& json, const UserAt& user) {
  append_id(json, "guid", user.id());
  append_changeable(json, user);
  append_time(json, "created_time", user.created_at());
  append_time(json, "active_time", user.last_active_at());
  json.member("confirmed", true);
  json.member("locked", !user.is_active());
}

}  // namespace

void append_user(JsonWriter& json, const UserAt& user) {
  json.begin_object();
  append_all(json, user);
  json.end_object();
}

void append_current_user(JsonWriter& json, const UserAt& user) {
  json.begin_object();
  append_id(json, "id", user.id());
  append_all(json, user);
  json.end_object();
}

void append_updated(JsonWriter& json, const UserAt& user) {
  json.begin_object();
  append_changeable(json, user);
  json.end_object();
}

}  // namespace rolecall::posit_connect
