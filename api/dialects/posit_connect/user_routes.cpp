// Users, one at a time: create, get, update, lock.
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/posit_connect/body.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/dialects/posit_connect/roles.hpp"
#include "api/dialects/posit_connect/user_json.hpp"
#include "api/view_parameter.hpp"
#include "engine/events/shown_profile.hpp"

namespace rolecall::posit_connect {
namespace {

Problem no_such_user() { return Problem(Error{Errc::not_found, "", "The user does not exist"}); }

Problem bad_request(std::string detail) { return Problem(400, std::move(detail)); }

using Append = void (*)(JsonWriter&, const UserAt&);

Render render_user(Service& service, Append append) {
  return render_changed_user(service, 200, append);
}

void answer_user(Service& service, const Request& request, Reply& reply,
                 const std::optional<UserId>& id, Append append = &append_user) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto user = id ? UserAt::find(view, *id) : std::nullopt;
  if (!user) return reply.refuse(no_such_user());
  JsonWriter json(reply.response.body);
  append(json, *user);
  reply.response.position = view.at();
}

void get_me(Service& service, const Request& request, Reply& reply) {
  answer_user(service, request, reply, caller_of(request).user);
}

void get_current_user(Service& service, const Request& request, Reply& reply) {
  answer_user(service, request, reply, caller_of(request).user, &append_current_user);
}

void get_user(Service& service, const Request& request, Reply& reply) {
  answer_user(service, request, reply, UserId::parse(request.capture("guid")));
}

std::optional<AskedRole> take_role(Members& members) {
  const auto text = members.optional_text("user_role");
  if (!text) return std::nullopt;
  const auto role = role_vocabulary.parse(*text);
  if (!role) members.fail("user_role", "must be viewer, publisher or administrator");
  return role;
}

CreateUser take_user(Members& members) {
  CreateUser command;
  Profile& profile = command.profile;
  profile.username = members.text("username");
  profile.email = members.optional_text("email").value_or("");
  profile.first_name = members.optional_text("first_name").value_or("");
  profile.last_name = members.optional_text("last_name").value_or("");
  const auto unique_id = members.optional_text("unique_id");
  profile.external_id = members.optional_text("external_id").value_or(unique_id.value_or(""));
  command.role = take_role(members).value_or(*role_vocabulary.parse("viewer")).grant;
  return command;
}

void create_user(Service& service, const Request& request, Reply& reply) {
  const auto body = read_body(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  CreateUser command = take_user(members);
  const auto password = members.optional_text("password");
  // Nobody is asked for a new password here: that alone is ignored, as the dialect's page says.
  const bool must_set = members.optional_flag("user_must_set_password").value_or(false);
  if (password && must_set)
    members.fail("password", "and user_must_set_password exclude each other");
  if (const auto error = members.done()) return reply.refuse(*error);
  command.sets_password = password.has_value();
  CommandRequest wanted = command_of(request, Channel::posit_connect, std::move(command));
  const Render render = render_user(service, &append_user);
  if (!password) return execute(service, reply, std::move(wanted), render);
  execute_with_password(service, reply, std::move(wanted), SecretText(*password), render);
}

// A record that is sent back says of whom it is: of the user of the path.
void check_guid(Members& members, const UserId& in_path) {
  const auto guid = members.optional_text("guid");
  if (guid && UserId::parse(*guid) != in_path) members.fail("guid", "is not that of the path");
}

void update_user(Service& service, const Request& request, Reply& reply) {
  const UserId user = UserId::parse(request.capture("guid")).value_or(UserId{});
  execute_members(service, request, reply, render_user(service, &append_updated),
                  [&](Members& members) {
                    check_guid(members, user);
                    ProfilePatch asked;
                    const auto take = [&](std::string_view name, auto member) {
                      if (const auto text = members.optional_text(name)) asked.*member = *text;
                    };
                    take("email", &ProfilePatch::email);
                    take("username", &ProfilePatch::username);
                    take("first_name", &ProfilePatch::first_name);
                    take("last_name", &ProfilePatch::last_name);
                    return UpdateUser{user, as_shown(asked), take_role(members), {}, {}};
                  });
}

// No seat for one more user: 403 here, 402 elsewhere.
void unlock_error_shape(const Problem& problem, RequestId request, Response& response) {
  Problem shown = problem;
  if (problem.code == name_of(Errc::no_seat)) shown.status = 403;
  error_shape(shown, request, response);
}

void lock_user(Service& service, const Request& request, Reply& reply) {
  const UserId user = UserId::parse(request.capture("guid")).value_or(UserId{});
  execute_members(
      service, request, reply, [](const Outcome&, Response&) {},
      [&](Members& members) -> Command {
        const auto locked = members.optional_flag("locked");
        check_guid(members, user);
        if (!locked) members.fail("locked", "is missing");
        if (locked.value_or(true)) return DeactivateUser{user, {}};
        return ActivateUser{user, {}};
      },
      &unlock_error_shape);
}

// LDAP's and Google's way to add users.
void refuse_remote(Service&, const Request&, Reply& reply) {
  reply.refuse(bad_request("The authentication provider has no remote users"));
}

}  // namespace

std::vector<Route> user_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  // Everyone may lock themselves; anyone else needs the rank, which decide() asks for.
  const Right oneself = Right::needs(Capability::manage, Role::viewer);
  const std::string users = "/__api__/v1/users";
  return {
      {Method::get, "/__api__/v1/user", read, Kind::read, handler(service, &get_me)},
      // The same by the names that rsconnect-python and connectapi, and rsconnect have for it.
      {Method::get, "/__api__/me", read, Kind::read, handler(service, &get_me)},
      {Method::get, "/__api__/users/current", read, Kind::read,
       handler(service, &get_current_user)},
      {Method::post, users, manage, Kind::command, handler(service, &create_user)},
      {Method::put, users, manage, Kind::command, handler(service, &refuse_remote)},
      {Method::get, users + "/remote", manage, Kind::read, handler(service, &refuse_remote)},
      {Method::get, users + "/{guid}", read, Kind::read, handler(service, &get_user)},
      {Method::put, users + "/{guid}", manage, Kind::command, handler(service, &update_user)},
      {Method::post, users + "/{guid}/lock", oneself, Kind::command, handler(service, &lock_user)},
  };
}

}  // namespace rolecall::posit_connect
