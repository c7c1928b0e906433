// Keycloak's users, one at a time: get, create, update, delete, reset the password.
#include <string>
#include <vector>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/group_json.hpp"
#include "api/dialects/wallaroo/roles.hpp"
#include "api/dialects/wallaroo/user_json.hpp"
#include "api/json/json_text.hpp"
#include "api/parameters.hpp"
#include "api/view_parameter.hpp"
#include "engine/events/shown_profile.hpp"
#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::wallaroo {
namespace {

void get_user(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  parameters.flag("userProfileMetadata");  // of which there is none
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto user = user_in_path(view, request);
  if (!user) return reply.refuse(no_such_user());
  JsonWriter json(reply.response.body);
  append_user(json, *user);
  reply.response.position = view.at();
}

// Nobody could be made to set another one at the next sign-in.
void refuse_temporary_password(Members& members) {
  members.fail("password", "cannot be temporary: it holds until the next one is set");
}

// The members that a representation has; what it does not say is left as it is.
ProfilePatch take_profile(Members& members) {
  ProfilePatch asked;
  const auto take = [&](std::string_view name, auto member) {
    if (const auto text = members.optional_text(name)) asked.*member = *text;
  };
  take("username", &ProfilePatch::username);
  take("email", &ProfilePatch::email);
  take("firstName", &ProfilePatch::first_name);
  take("lastName", &ProfilePatch::last_name);
  if (asked.username) asked.username = lower_case(*asked.username);
  return asked;
}

// The password, which is all that credentials may be; nothing: there is none.
std::optional<SecretText> take_password(Members& members) {
  const auto* const credentials = members.optional_array("credentials");
  if (!credentials) return std::nullopt;
  if (credentials->size() > 1) members.fail("credentials", "are more than one password");
  for (const boost::json::value& credential : *credentials) {
    const auto* const object = credential.if_object();
    const auto* const type = object ? object->if_contains("type") : nullptr;
    if (!object || (type && *type != "password")) {
      members.fail("credentials", "must be a password: no other kind is kept here");
      return std::nullopt;
    }
    const auto* const temporary = object->if_contains("temporary");
    if (temporary && temporary->is_bool() && temporary->get_bool()) {
      refuse_temporary_password(members);
    }
    const auto* const value = object->if_contains("value");
    if (value && value->is_string()) return SecretText(value->get_string());
    members.fail("credentials", "has a password without a value");
  }
  return std::nullopt;
}

// As Keycloak's reader takes a boolean: text may say it, and says nothing where there is none of
// it.
std::optional<bool> take_enabled(Members& members) {
  if (!members.has_text("enabled")) return members.optional_flag("enabled");
  const std::string_view text = members.text("enabled");
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (!text.empty()) members.fail("enabled", "must be true or false");
  return std::nullopt;
}

void refuse_what_no_user_has(Members& members, const boost::json::object& body) {
  refuse_unkept(members, body,
                {"requiredActions", "clientRoles", "clientConsents", "federatedIdentities",
                 "federationLink", "serviceAccountClientId"});
}

// By their paths or names.
std::vector<GroupRef> take_groups(Members& members) {
  std::vector<GroupRef> groups;
  for (const std::string_view path : members.optional_texts("groups")) {
    groups.emplace_back(group_at(path));
  }
  if (groups.size() > limits::lookup_max_names) members.fail("groups", "has more than 1000 groups");
  return groups;
}

// The highest of them.
RoleGrant take_role(Members& members) {
  RoleGrant highest;
  highest.given_in = Channel::wallaroo;
  for (const std::string_view name : members.optional_texts("realmRoles")) {
    const auto role = role_vocabulary.parse(name);
    if (!role) members.fail("realmRoles", "names a role that is not there");
    if (role && role->grant.role > highest.role) highest = role->grant;
  }
  return highest;
}

// A user of whom it is not said is created disabled, as Keycloak does it.
void create_user(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  CreateUser command;
  ProfilePatch asked = take_profile(members);
  if (const auto* const attributes = members.optional_object("attributes")) {
    asked.attributes =
        changed_attributes("", *attributes, compact_member(*body, request.body, "attributes"));
  }
  apply_patch(command.profile, asked);
  refuse_what_no_user_has(members, *body);
  command.role = take_role(members);
  command.groups = take_groups(members);
  command.active = take_enabled(members).value_or(false);
  const auto password = take_password(members);
  command.sets_password = password.has_value();
  if (members.error()) return reply.refuse(*members.error());
  CommandRequest wanted = command_of(request, Channel::wallaroo, std::move(command));
  const Render render = [place = base_url(request) + std::string(request.path)](
                            const Outcome& outcome, Response& response) {
    response.status = 201;
    response.location = place + "/" + outcome.user.text();
  };
  if (!password) return execute(service, reply, std::move(wanted), render);
  execute_with_password(service, reply, std::move(wanted), *password, render);
}

// What a representation that was sent back changes: only what differs from what is shown is a
// change. The username is shown in lower case, and each attribute as texts.
ProfileChange change_of(ProfilePatch asked, const boost::json::object* attributes,
                        std::string attributes_text) {
  return [asked = std::move(asked),
          attributes = attributes ? std::optional(*attributes) : std::nullopt,
          text = std::move(attributes_text)](const Profile& stored) {
    ProfilePatch change = asked;
    if (change.username == lower_case(stored.username)) change.username.reset();
    if (attributes) change.attributes = changed_attributes(stored.attributes, *attributes, text);
    return change_as_shown(stored, change);
  };
}

void update_user(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  ProfilePatch asked = take_profile(members);
  const auto* const attributes = members.optional_object("attributes");
  const auto password = take_password(members);
  refuse_what_no_user_has(members, *body);
  for (const std::string_view elsewhere : {"groups", "realmRoles"}) {
    const auto* const some = members.optional_array(elsewhere);
    if (some && !some->empty()) members.fail(elsewhere, "are changed by calls of their own");
  }
  UpdateUser command;
  command.user = user_id_in_path(request);
  command.change =
      change_of(std::move(asked), attributes,
                attributes ? std::string(compact_member(*body, request.body, "attributes")) : "");
  command.active = take_enabled(members);
  command.sets_password = password.has_value();
  if (members.error()) return reply.refuse(*members.error());
  CommandRequest wanted = command_of(request, Channel::wallaroo, std::move(command));
  if (!password) {
    return execute(service, reply, std::move(wanted), &render_no_content, &user_error_shape);
  }
  execute_with_password(service, reply, std::move(wanted), *password, &render_no_content,
                        &user_error_shape);
}

void delete_user(Service& service, const Request& request, Reply& reply) {
  const RemoveUser command{user_id_in_path(request), {}};
  execute(service, reply, command_of(request, Channel::wallaroo, command), &render_no_content,
          &user_error_shape);
}

void reset_password(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  const SecretText password(members.text("value"));
  if (members.optional_text("type").value_or("password") != "password") {
    members.fail("type", "must be password: no other kind is kept here");
  }
  if (members.optional_flag("temporary").value_or(false)) refuse_temporary_password(members);
  if (members.error()) return reply.refuse(*members.error());
  const SetPassword command{user_id_in_path(request), {}};
  execute_with_password(service, reply, command_of(request, Channel::wallaroo, command), password,
                        &render_no_content, &user_error_shape);
}

}  // namespace

UserId user_id_in_path(const Request& request) {
  return UserId::parse(request.capture("id")).value_or(UserId{});
}

std::optional<UserAt> user_in_path(const View& view, const Request& request) {
  const auto id = UserId::parse(request.capture("id"));
  return id ? UserAt::find(view, *id) : std::nullopt;
}

std::vector<Route> user_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const std::string users = base + "/admin/realms/{realm}/users";
  return {
      {Method::post, users, manage, Kind::command, handler(service, &create_user)},
      {Method::get, users + "/{id}", read, Kind::read, handler(service, &get_user)},
      {Method::put, users + "/{id}", manage, Kind::command, handler(service, &update_user)},
      {Method::del, users + "/{id}", manage, Kind::command, handler(service, &delete_user)},
      {Method::put, users + "/{id}/reset-password", manage, Kind::read,
       handler(service, &reset_password)},
  };
}

}  // namespace rolecall::wallaroo
