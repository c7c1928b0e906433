// Keycloak's users, one at a time: get, create, update, delete, reset the password.
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/user_wire.hpp"
#include "api/json/json_text.hpp"
#include "api/moment.hpp"
#include "api/parameters.hpp"

namespace rolecall::wallaroo {
namespace {

Problem no_such_user() { return Problem(Error{Errc::not_found, "", "User not found"}); }

std::optional<UserAt> user_in_path(const View& view, const Request& request) {
  const auto id = UserId::parse(request.capture("id"));
  return id ? UserAt::find(view, *id) : std::nullopt;
}

void get_user(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (parameters.error()) return reply.refuse(*parameters.error());
  const auto user = user_in_path(view, request);
  if (!user) return reply.refuse(no_such_user());
  JsonWriter json(reply.response.body);
  append_user(json, *user);
  reply.response.position = view.at();
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

// The attributes of a representation, merged with those there were.
std::optional<std::string> take_attributes(Members& members, const boost::json::object& body,
                                           std::string_view text, const std::string& former) {
  const auto* const asked = members.optional_object("attributes");
  if (!asked) return std::nullopt;
  return changed_attributes(former, *asked, compact_member(body, text, "attributes"));
}

// The password among the credentials, of which there may be others; nothing: there is none.
std::optional<SecretText> take_password(Members& members) {
  const auto* const credentials = members.optional_array("credentials");
  if (!credentials) return std::nullopt;
  for (const boost::json::value& credential : *credentials) {
    const auto* const object = credential.if_object();
    if (!object) continue;
    const auto* const type = object->if_contains("type");
    if (type && (!type->is_string() || type->get_string() != "password")) continue;
    const auto* const value = object->if_contains("value");
    if (value && value->is_string()) return SecretText(value->get_string());
    members.fail("credentials", "has a password without a value");
  }
  return std::nullopt;
}

// A user of whom it is not said is created disabled, as Keycloak does it.
void create_user(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  CreateUser command;
  ProfilePatch asked = take_profile(members);
  asked.attributes = take_attributes(members, *body, request.body, "");
  apply_patch(command.profile, asked);
  command.role.given_in = Channel::wallaroo;
  command.active = members.optional_flag("enabled").value_or(false);
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

// Clients send back whole records: only what differs from what they were shown is a change.
void update_user(Service& service, const Request& request, Reply& reply) {
  const auto user = user_in_path(View(service.model()), request);
  if (!user) return reply.refuse(no_such_user());
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  ProfilePatch asked = take_profile(members);
  if (asked.username == lower_case(user->profile().username)) asked.username.reset();
  asked.attributes =
      take_attributes(members, *body, request.body, std::string(user->profile().attributes));
  const auto password = take_password(members);
  if (password) members.fail("credentials", "are set by reset-password");
  UpdateUser command{user->id(), asked, {}, members.optional_flag("enabled"), {}};
  if (members.error()) return reply.refuse(*members.error());
  execute(service, reply, command_of(request, Channel::wallaroo, std::move(command)),
          &render_no_content);
}

void delete_user(Service& service, const Request& request, Reply& reply) {
  const auto user = user_in_path(View(service.model()), request);
  if (!user) return reply.refuse(no_such_user());
  execute(service, reply, command_of(request, Channel::wallaroo, RemoveUser{user->id(), {}}),
          &render_no_content);
}

void reset_password(Service& service, const Request& request, Reply& reply) {
  const auto user = user_in_path(View(service.model()), request);
  if (!user) return reply.refuse(no_such_user());
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  const SecretText password(members.text("value"));
  if (members.error()) return reply.refuse(*members.error());
  execute_with_password(service, reply,
                        command_of(request, Channel::wallaroo, SetPassword{user->id(), {}}),
                        password, &render_no_content);
}

}  // namespace

std::vector<Route> user_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const std::string users = base + "/admin/realms/{realm}/users";
  return {
      {Method::post, users, manage, Kind::command, handler(service, &create_user)},
      {Method::get, users + "/{id}", read, Kind::read, handler(service, &get_user)},
      {Method::put, users + "/{id}", manage, Kind::read, handler(service, &update_user)},
      {Method::del, users + "/{id}", manage, Kind::read, handler(service, &delete_user)},
      {Method::put, users + "/{id}/reset-password", manage, Kind::read,
       handler(service, &reset_password)},
  };
}

}  // namespace rolecall::wallaroo
