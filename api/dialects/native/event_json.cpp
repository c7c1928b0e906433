#include "api/dialects/native/event_json.hpp"

#include <string>
#include <utility>

#include "api/dialects/native/user_json.hpp"
#include "engine/events/codec.hpp"
#include "projections/history/actor_name.hpp"

namespace rolecall::native {
namespace {

// The fields of an event as members of its `data`.
class Data {
 public:
  explicit Data(JsonWriter& json) : json_(json) {}

  template <class T>
  void operator()(unsigned /*number*/, std::string_view name, const T& value) {
    field(name, value);
  }

 private:
  void field(std::string_view name, const std::string& value) { text(name, value); }
  void field(std::string_view name, bool value) { json_.member(name, value); }
  void field(std::string_view name, MemberRole value) { json_.member(name, name_of(value)); }
  void field(std::string_view name, Capability value) { json_.member(name, name_of(value)); }
  void field(std::string_view name, Position value) { json_.member(name, number(value)); }
  void field(std::string_view name, const CredentialId& value) { append_id(json_, name, value); }
  void field(std::string_view name, const std::optional<Timestamp>& value) {
    append_time(json_, name, value);
  }
  // The word as it was given, and where.
  void field(std::string_view name, const RoleGrant& role) {
    json_.key(name);
    json_.begin_object();
    json_.member("role", name_of(role.role));
    json_.member("word", role.native_word.empty() ? name_of(role.role) : role.native_word);
    json_.member("given_in", name_of(role.given_in));
    json_.end_object();
  }
  void field(std::string_view /*its members stand for it*/, const Profile& profile) {
    for (const ProfileMember& member : profile_members) text(member.name, profile.*member.value);
  }
  void field(std::string_view name, const ProfilePatch& changed) {
    json_.key(name);
    json_.begin_object();
    for (const ProfileMember& member : profile_members) {
      if (const auto& value = changed.*member.change) text(member.name, *value);
    }
    json_.end_object();
  }
  // Attributes are JSON themselves; all else is text.
  void text(std::string_view name, std::string_view value) {
    if (name == "attributes" && !value.empty()) {
      json_.key(name);
      json_.raw(value);
    } else {
      json_.member_or_null(name, value);
    }
  }

  JsonWriter& json_;
};

void append_actor(JsonWriter& json, const View& view, const Actor& actor) {
  json.key("actor");
  json.begin_object();
  json.member("kind", name_of(actor.kind));
  append_id(json, "user_id", actor.user);
  json.member_or_null("name", name_of_actor(view, actor.user));
  append_id(json, "credential", actor.credential);
  json.end_object();
}

// At the view's position, also of one that is deleted; empty: there is none.
std::string_view name_of_group(const View& view, const GroupId& id) {
  const Groups& groups = view.state().groups();
  const auto group = groups.find(id);
  const auto version = group ? groups.at(*group, view.at()) : std::nullopt;
  return version ? groups.name_text(version->name) : std::string_view();
}

void append_type(JsonWriter& json, const Recorded& recorded) {
  json.member("type", name_of(type_of(recorded.event)));
  json.member("version", record_version);
}

void append_subject_and_actor(JsonWriter& json, const View& view, const Recorded& recorded) {
  const UserId user = user_of(recorded.event);
  const GroupId group = group_of(recorded.event);
  append_id(json, "user_id", user);
  json.member_or_null("username", name_of_actor(view, user));
  append_id(json, "group_id", group);
  json.member_or_null("group_name", name_of_group(view, group));
  append_actor(json, view, recorded.actor);
  json.member("channel", name_of(recorded.channel));
}

void append_data(JsonWriter& json, const Recorded& recorded) {
  json.key("data");
  json.begin_object();
  Data data(json);
  std::visit(
      [&](const auto& event) {
        visit_sealed(event, data);
        visit_members(event, data);
      },
      recorded.event);
  json.end_object();
}

std::pair<RoleGrant, RoleGrant> roles_of(const Event& event) {
  if (const auto* assigned = std::get_if<RoleAssigned>(&event))
    return {assigned->from, assigned->to};
  const auto& expired = std::get<RoleExpired>(event);
  return {expired.from, expired.to};
}

}  // namespace

void append_event(JsonWriter& json, const View& view, const Recorded& recorded) {
  json.begin_object();
  json.member("position", number(recorded.position));
  append_type(json, recorded);
  append_id(json, "event_id", recorded.id);
  append_time(json, "time", recorded.time);
  append_time(json, "recorded_at", recorded.recorded_at);
  append_subject_and_actor(json, view, recorded);
  append_id(json, "request_id", recorded.request);
  append_id(json, "correlation_id", recorded.correlation);
  json.member_or_null("reason", recorded.reason);
  json.member("erased", recorded.erased);
  append_data(json, recorded);
  json.end_object();
}

void append_planned_event(JsonWriter& json, const View& view, const Recorded& planned) {
  json.begin_object();
  append_type(json, planned);
  append_time(json, "time", planned.time);
  append_subject_and_actor(json, view, planned);
  json.member_or_null("reason", planned.reason);
  append_data(json, planned);
  json.end_object();
}

void append_origin(JsonWriter& json, const View& view, const Recorded& recorded) {
  append_actor(json, view, recorded.actor);
  json.member("channel", name_of(recorded.channel));
  json.member_or_null("reason", recorded.reason);
}

void append_role_change(JsonWriter& json, const View& view, const Recorded& recorded) {
  const auto [from, to] = roles_of(recorded.event);
  const UserId user = user_of(recorded.event);
  json.begin_object();
  json.member("position", number(recorded.position));
  append_time(json, "time", recorded.time);
  json.key("user");
  json.begin_object();
  append_id(json, "id", user);
  json.member_or_null("username", name_of_actor(view, user));
  json.end_object();
  json.member("from", name_of(from.role));
  json.member("to", name_of(to.role));
  append_origin(json, view, recorded);
  json.end_object();
}

}  // namespace rolecall::native
