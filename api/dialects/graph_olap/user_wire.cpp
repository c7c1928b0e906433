#include "api/dialects/graph_olap/user_wire.hpp"

#include "api/json/members.hpp"
#include "projections/history/actor_name.hpp"

namespace rolecall::graph_olap {

void append_user(JsonWriter& json, const ReadModel& model, const ShownUser& user, Position at) {
  json.begin_object();
  json.member("username", std::string_view(user.profile.username));
  json.member_or_null("email", user.profile.email);
  json.member("display_name", std::string_view(user.profile.display_name));
  json.member("role", role_in(Channel::graph_olap, user));
  json.member("is_active", user.active);
  append_time(json, "created_at", user.created_at);
  append_time(json, "updated_at", user.updated_at);
  append_time(json, "last_login_at", user.last_active);
  append_time(json, "role_changed_at", user.role_changed_at);
  json.member_or_null("role_changed_by", name_of_actor(model, user.role_changed_by, at));
  json.end_object();
}

}  // namespace rolecall::graph_olap
