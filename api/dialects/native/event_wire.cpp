#include "api/dialects/native/event_wire.hpp"

#include <string>
#include <utility>

#include "api/dialects/native/user_wire.hpp"
#include "engine/events/codec.hpp"
#include "projections/history/actor_name.hpp"

namespace rolecall::native {
namespace {

// The members of an event's `data`: one on() per event.
class Data {
 public:
  explicit Data(JsonWriter& json) : json_(json) {}

  void on(const UserCreated& e) const {
    for (const ProfileMember& member : profile_members) text(member.name, e.profile.*member.value);
    grant("role", e.role);
    json_.member("active", e.active);
  }
  void on(const UserProfileChanged& e) const {
    patch("from", e.from);
    patch("to", e.to);
  }
  void on(const RoleAssigned& e) const {
    grant("from", e.from);
    grant("to", e.to);
    append_time(json_, "valid_until", e.valid_until);
  }
  void on(const RoleExpired& e) const {
    grant("from", e.from);
    grant("to", e.to);
    json_.member("granted_at", number(e.granted_at));
  }
  void on(const UserDeactivated&) const {}
  void on(const UserReactivated&) const {}
  void on(const UserRemoved&) const {}
  void on(const UserRestored&) const {}
  void on(const UserErased&) const {}
  void on(const PasswordSet&) const {}
  void on(const UserInvited& e) const {
    text("email", e.email);
    grant("role", e.role);
    append_time(json_, "expires_at", e.expires_at);
  }
  void on(const InvitationRenewed& e) const {
    grant("role", e.role);
    append_time(json_, "expires_at", e.expires_at);
  }
  void on(const InvitationRevoked&) const {}
  void on(const InvitationAccepted&) const {}
  void on(const GroupCreated& e) const { text("name", e.name); }
  void on(const GroupRenamed& e) const {
    text("from", e.from);
    text("to", e.to);
  }
  void on(const GroupDeleted&) const {}
  void on(const MemberAdded& e) const { json_.member("role", word(e.role)); }
  void on(const MemberRoleChanged& e) const {
    json_.member("from", word(e.from));
    json_.member("to", word(e.to));
  }
  void on(const MemberRemoved& e) const { json_.member("from", word(e.from)); }
  void on(const ApiKeyIssued& e) const {
    append_id(json_, "key", e.key);
    json_.member("capability", word(e.capability));
    append_time(json_, "expires_at", e.expires_at);
  }
  void on(const ApiKeyRevoked& e) const { append_id(json_, "key", e.key); }
  void on(const ActorNamed& e) const { text("name", e.name); }

 private:
  // Attributes are JSON themselves; all else is text.
  void text(std::string_view name, std::string_view value) const {
    if (name == "attributes" && !value.empty()) {
      json_.key(name);
      json_.raw(value);
    } else {
      json_.member_or_null(name, value);
    }
  }
  void patch(std::string_view name, const ProfilePatch& changed) const {
    json_.key(name);
    json_.begin_object();
    for (const ProfileMember& member : profile_members) {
      if (const auto& value = changed.*member.change) text(member.name, *value);
    }
    json_.end_object();
  }
  // The word as it was given, and where.
  void grant(std::string_view name, const RoleGrant& role) const {
    json_.key(name);
    json_.begin_object();
    json_.member("role", word(role.role));
    json_.member("word", role.native_word.empty() ? word(role.role) : role.native_word);
    json_.member("given_in", word(role.given_in));
    json_.end_object();
  }

  JsonWriter& json_;
};

void append_actor(JsonWriter& json, const ReadModel& model, const Actor& actor, Position at) {
  json.key("actor");
  json.begin_object();
  json.member("kind", word(actor.kind));
  append_id(json, "user_id", actor.user);
  json.member_or_null("name", name_of_actor(model, actor.user, at));
  append_id(json, "credential", actor.credential);
  json.end_object();
}

void append_type(JsonWriter& json, const Recorded& recorded) {
  json.member("type", name_of(type_of(recorded.event)));
  json.member("version", record_version);
}

void append_subject_and_actor(JsonWriter& json, const ReadModel& model, const Recorded& recorded,
                              Position at) {
  append_id(json, "user_id", user_of(recorded.event));
  append_id(json, "group_id", group_of(recorded.event));
  append_actor(json, model, recorded.actor, at);
  json.member("channel", word(recorded.channel));
}

void append_data(JsonWriter& json, const Recorded& recorded) {
  json.key("data");
  json.begin_object();
  const Data data(json);
  std::visit([&](const auto& event) { data.on(event); }, recorded.event);
  json.end_object();
}

std::pair<RoleGrant, RoleGrant> roles_of(const Event& event) {
  if (const auto* assigned = std::get_if<RoleAssigned>(&event))
    return {assigned->from, assigned->to};
  const auto& expired = std::get<RoleExpired>(event);
  return {expired.from, expired.to};
}

}  // namespace

void append_event(JsonWriter& json, const ReadModel& model, const Recorded& recorded, Position at) {
  json.begin_object();
  json.member("position", number(recorded.position));
  append_type(json, recorded);
  append_id(json, "event_id", recorded.id);
  append_time(json, "time", recorded.time);
  append_time(json, "recorded_at", recorded.recorded_at);
  append_subject_and_actor(json, model, recorded, at);
  append_id(json, "request_id", recorded.request);
  append_id(json, "correlation_id", recorded.correlation);
  json.member_or_null("reason", recorded.reason);
  json.member("erased", recorded.erased);
  append_data(json, recorded);
  json.end_object();
}

void append_planned_event(JsonWriter& json, const ReadModel& model, const Recorded& planned,
                          Position at) {
  json.begin_object();
  append_type(json, planned);
  append_time(json, "time", planned.time);
  append_subject_and_actor(json, model, planned, at);
  json.member_or_null("reason", planned.reason);
  append_data(json, planned);
  json.end_object();
}

void append_origin(JsonWriter& json, const ReadModel& model, const Recorded& recorded,
                   Position at) {
  append_actor(json, model, recorded.actor, at);
  json.member("channel", word(recorded.channel));
  json.member_or_null("reason", recorded.reason);
}

void append_role_change(JsonWriter& json, const ReadModel& model, const Recorded& recorded,
                        Position at) {
  const auto [from, to] = roles_of(recorded.event);
  const UserId user = user_of(recorded.event);
  json.begin_object();
  json.member("position", number(recorded.position));
  append_time(json, "time", recorded.time);
  json.key("user");
  json.begin_object();
  append_id(json, "id", user);
  json.member_or_null("username", name_of_actor(model, user, at));
  json.end_object();
  json.member("from", word(from.role));
  json.member("to", word(to.role));
  append_origin(json, model, recorded, at);
  json.end_object();
}

}  // namespace rolecall::native
