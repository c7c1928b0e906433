#include "api/dialects/graph_olap/user_json.hpp"

#include "api/dialects/graph_olap/roles.hpp"
#include "api/json/members.hpp"
#include "projections/history/actor_name.hpp"

namespace rolecall::graph_olap {

void append_user(JsonWriter& json, const UserAt& user) {
  const Profile profile = user.shown_profile();
  json.begin_object();
  json.member("username", std::string_view(profile.username));
  json.member_or_null("email", profile.email);
  json.member("display_name", std::string_view(profile.display_name));
  json.member("role", role_vocabulary.word_of(user.role()));
  json.member("is_active", user.is_active());
  append_time(json, "created_at", user.created_at());
  append_time(json, "updated_at", user.updated_at());
  append_time(json, "last_login_at", user.last_active_at());
  append_time(json, "role_changed_at", user.role_changed_at());
  json.member_or_null("role_changed_by", name_of_actor(user.view(), user.role_changed_by()));
  json.end_object();
}

}  // namespace rolecall::graph_olap
