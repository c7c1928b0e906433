#include "api/dialects/wallaroo/admin_event.hpp"

#include "api/dialects/wallaroo/roles.hpp"
#include "api/dialects/wallaroo/user_json.hpp"
#include "api/json/members.hpp"

namespace rolecall::wallaroo {
namespace {

std::string user_path(const UserId& id) { return "users/" + id.text(); }
std::string group_path(const GroupId& id) { return "groups/" + id.text(); }

template <class Append>
std::string object(Append append) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  append(json);
  json.end_object();
  return text;
}

// A profile's members under Keycloak's names; those that are not meant are empty or absent.
template <class Profile>
void append_profile(JsonWriter& json, const Profile& profile) {
  const auto text = [&](std::string_view name, const std::optional<std::string>& value,
                        bool keep_empty) {
    if (value && (keep_empty || !value->empty())) json.member(name, std::string_view(*value));
  };
  constexpr bool is_patch = std::is_same_v<Profile, ProfilePatch>;
  text("username", profile.username, is_patch);
  text("email", profile.email, is_patch);
  text("firstName", profile.first_name, is_patch);
  text("lastName", profile.last_name, is_patch);
}

AdminEvent switched(const UserId& user, bool enabled) {
  return {"UPDATE", "USER", user_path(user),
          object([&](JsonWriter& json) { json.member("enabled", enabled); })};
}

// A role that has a word here is granted; one that had is revoked; else it is a change of the user.
AdminEvent role_event(const UserId& user, const RoleGrant& from, const RoleGrant& to) {
  const std::string_view granted = role_vocabulary.word_of(to);
  const std::string_view revoked = role_vocabulary.word_of(from);
  const std::string path = user_path(user) + "/role-mappings/realm";
  const auto roles = [](std::string_view name) {
    return "[" + object([&](JsonWriter& json) { json.member("name", name); }) + "]";
  };
  if (!granted.empty()) return {"CREATE", "REALM_ROLE_MAPPING", path, roles(granted)};
  if (!revoked.empty()) return {"DELETE", "REALM_ROLE_MAPPING", path, roles(revoked)};
  return {"UPDATE", "USER", user_path(user), {}};
}

AdminEvent membership(std::string_view operation, const UserId& user, const GroupId& group) {
  return {operation, "GROUP_MEMBERSHIP", user_path(user) + "/" + group_path(group), {}};
}

AdminEvent action(const UserId& user, std::string_view what) {
  return {"ACTION", "USER", user_path(user) + "/" + std::string(what), {}};
}

AdminEvent named_group(std::string_view operation, const GroupId& group, std::string_view name) {
  return {operation, "GROUP", group_path(group),
          object([&](JsonWriter& json) { json.member("name", name); })};
}

// What Keycloak says of an event. Of one that it has no words for, an action by the event's name.
struct Mapping {
  AdminEvent operator()(const UserCreated& e) const {
    return {"CREATE", "USER", user_path(e.user), object([&](JsonWriter& json) {
              append_profile(json, e.profile);
              json.member("enabled", e.active);
            })};
  }
  AdminEvent operator()(const UserProfileChanged& e) const {
    return {"UPDATE", "USER", user_path(e.user),
            object([&](JsonWriter& json) { append_profile(json, e.to); })};
  }
  AdminEvent operator()(const RoleAssigned& e) const { return role_event(e.user, e.from, e.to); }
  AdminEvent operator()(const RoleExpired& e) const { return role_event(e.user, e.from, e.to); }
  AdminEvent operator()(const UserDeactivated& e) const { return switched(e.user, false); }
  AdminEvent operator()(const UserReactivated& e) const { return switched(e.user, true); }
  AdminEvent operator()(const UserRemoved& e) const {
    return {"DELETE", "USER", user_path(e.user), {}};
  }
  AdminEvent operator()(const UserRestored& e) const {
    return {"CREATE", "USER", user_path(e.user), {}};
  }
  AdminEvent operator()(const UserErased& e) const {
    return {"DELETE", "USER", user_path(e.user) + "/profile", {}};
  }
  AdminEvent operator()(const UserInvited& e) const { return action(e.user, "invite"); }
  AdminEvent operator()(const InvitationRenewed& e) const {
    return action(e.user, "renew-invitation");
  }
  AdminEvent operator()(const InvitationRevoked& e) const {
    return action(e.user, "revoke-invitation");
  }
  AdminEvent operator()(const InvitationAccepted& e) const {
    return action(e.user, "accept-invitation");
  }
  AdminEvent operator()(const GroupCreated& e) const {
    return named_group("CREATE", e.group, e.name);
  }
  AdminEvent operator()(const GroupRenamed& e) const {
    return named_group("UPDATE", e.group, e.to);
  }
  AdminEvent operator()(const GroupDeleted& e) const {
    return {"DELETE", "GROUP", group_path(e.group), {}};
  }
  AdminEvent operator()(const MemberAdded& e) const {
    return membership("CREATE", e.user, e.group);
  }
  AdminEvent operator()(const MemberRoleChanged& e) const {
    return membership("UPDATE", e.user, e.group);
  }
  AdminEvent operator()(const MemberRemoved& e) const {
    return membership("DELETE", e.user, e.group);
  }
  AdminEvent operator()(const ApiKeyIssued& e) const {
    return {"CREATE", "USER", user_path(e.user) + "/api-keys/" + e.key.text(), {}};
  }
  AdminEvent operator()(const ApiKeyRevoked& e) const {
    return {"DELETE", "USER", user_path(e.user) + "/api-keys/" + e.key.text(), {}};
  }
  AdminEvent operator()(const PasswordSet& e) const { return action(e.user, "reset-password"); }
  AdminEvent operator()(const ActorNamed& e) const { return action(e.user, "name-actor"); }
  template <class Other>  // about the directory as a whole
  AdminEvent operator()(const Other&) const {
    return {"ACTION", "REALM", std::string(Other::type_name), {}};
  }
  template <AboutUser Other>
  AdminEvent operator()(const Other& e) const {
    return action(e.user, Other::type_name);
  }
  template <AboutGroup Other>
  AdminEvent operator()(const Other& e) const {
    return {"ACTION", "GROUP", group_path(e.group) + "/" + std::string(Other::type_name), {}};
  }
};

}  // namespace

AdminEvent admin_event_of(const Event& event) { return std::visit(Mapping{}, event); }

void append_admin_event(JsonWriter& json, const Recorded& recorded, const AdminEvent& event,
                        std::string_view realm) {
  json.begin_object();
  json.member("time", recorded.time.us / 1000);
  json.member("realmId", realm);
  json.key("authDetails");
  json.begin_object();
  json.member("realmId", realm);
  json.member("clientId", name_of(recorded.channel));
  append_id(json, "userId", recorded.actor.user);
  json.member("ipAddress", "");
  json.end_object();
  json.member("operationType", event.operation);
  json.member("resourceType", event.resource);
  json.member("resourcePath", std::string_view(event.path));
  if (!event.representation.empty()) {
    json.member("representation", std::string_view(event.representation));
  }
  json.end_object();
}

}  // namespace rolecall::wallaroo
