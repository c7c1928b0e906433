#include "api/dialects/graph_olap/dialect.hpp"

#include <algorithm>
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/graph_olap/roles.hpp"
#include "api/dialects/graph_olap/user_json.hpp"
#include "api/parameters.hpp"
#include "api/view_parameter.hpp"
#include "engine/events/shown_profile.hpp"
#include "projections/users/user_at.hpp"
#include "projections/users/user_sort.hpp"

namespace rolecall::graph_olap {
namespace {

constexpr std::size_t page_most = 200;
constexpr std::size_t page_default = 50;
constexpr std::size_t offset_most = 1'000'000'000;

Problem forbidden(std::string_view code, std::string detail) {
  Problem problem(403, std::move(detail));
  problem.code = code;
  return problem;
}

// A proxy that adds its header to a client's instead of replacing it would let the client choose.
bool is_said_once(const Request& request, std::string_view name) {
  return std::count_if(request.headers.begin(), request.headers.end(), [&](const NamedText& field) {
           return equal_without_case(field.name, name);
         }) == 1;
}

// Whether the proxy that the operator trusts has put X-Username there.
bool is_username_trusted(const Service& service, const Request& request) {
  const std::string& secret = service.options.proxy_secret;
  constexpr const char* proof = "x-rolecall-proxy-secret";
  return !secret.empty() && is_said_once(request, "x-username") && is_said_once(request, proof) &&
         equal_in_constant_time(request.header(proof).value_or(""), secret);
}

Parsed<Caller> caller_named(Service& service, const Request& request, std::string_view name) {
  if (!is_username_trusted(service, request)) {
    return Problem(Error{Errc::unauthenticated, "",
                         "X-Username alone proves nothing to this server: bring an API key, "
                         "Authorization: Bearer <key>"});
  }
  const ReadModel& model = service.model();
  const auto user = UserAt::find(View(model), Username{std::string(name)});
  if (!user) return forbidden("user_not_provisioned", "This user is not in the directory");
  if (!user->is_active()) return forbidden("user_disabled", "This user is deactivated");
  const auto caller = service.caller_of(user->id(), Channel::graph_olap);
  if (!caller) return Problem(caller.error());
  return *caller;
}

std::optional<Parsed<Caller>> find_caller(Service& service, const Request& request) {
  if (const auto key = authorization(request, "Bearer")) {
    return caller_by_api_key(service, request, *key);
  }
  if (const auto key = request.header("x-internal-api-key")) {
    return caller_by_api_key(service, request, *key);
  }
  if (const auto name = request.header("x-username")) return caller_named(service, request, *name);
  return std::nullopt;
}

Render render_user(Service& service, int status) {
  return render_changed_user(service, status, &append_user);
}

UserRef user_in_path(const Request& request) {
  return Username{std::string(request.capture("username"))};
}

// Profile members of a create or bootstrap.
Profile take_profile(Members& members) {
  Profile profile;
  profile.username = members.text("username");
  profile.email = members.optional_text("email").value_or("");
  const auto display_name = members.optional_text("display_name");
  if (display_name && display_name->empty()) members.fail("display_name", "must not be empty");
  profile.display_name = display_name.value_or("");
  return profile;
}

AskedRole take_role(Members& members, std::optional<std::string_view> word) {
  const auto role = role_vocabulary.parse(word.value_or("analyst"));
  if (!role) members.fail("role", "must be analyst, admin or ops");
  return role.value_or(AskedRole());
}

void create_user(Service& service, const Request& request, Reply& reply) {
  execute_known_body(service, request, reply, Channel::graph_olap, render_user(service, 201),
                     [](Members& members) {
                       CreateUser command;
                       command.profile = take_profile(members);
                       command.role = take_role(members, members.optional_text("role")).grant;
                       return command;
                     });
}

void update_user(Service& service, const Request& request, Reply& reply) {
  execute_known_body(
      service, request, reply, Channel::graph_olap, render_user(service, 200),
      [&](Members& members) {
        ProfilePatch asked;
        if (const auto email = members.optional_text("email")) asked.email = *email;
        if (const auto name = members.optional_text("display_name")) asked.display_name = *name;
        if (asked.display_name == "") members.fail("display_name", "must not be empty");
        return UpdateUser{
            user_in_path(request), as_shown(asked), {}, members.optional_flag("is_active"), {}};
      });
}

void assign_role(Service& service, const Request& request, Reply& reply) {
  execute_known_body(
      service, request, reply, Channel::graph_olap, render_user(service, 200),
      [&](Members& members) {
        return AssignRole{user_in_path(request), take_role(members, members.text("role")), {}};
      });
}

void deactivate_user(Service& service, const Request& request, Reply& reply) {
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  const DeactivateUser command{user_in_path(request), {}};
  execute(service, reply, command_of(request, Channel::graph_olap, command),
          render_user(service, 200));
}

void bootstrap(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  CommandRequest wanted =
      command_of(request, Channel::graph_olap, Bootstrap{take_profile(members), {}},
                 {ActorKind::bootstrap, {}, {}});
  const auto token = members.optional_text("token");
  const auto role = members.optional_text("role");
  if (role && *role != "ops") members.fail("role", "must be ops: the first user is an operator");
  if (const auto error = members.done()) return reply.refuse(*error);
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  if (!may_bootstrap(service, request, token)) {
    return reply.refuse(forbidden("forbidden", "An empty directory opens to its own machine only"));
  }
  execute(service, reply, std::move(wanted), render_user(service, 201));
}

// The operators and administrators see everyone, all others themselves.
void get_user(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const View view = view_of(parameters, model);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto user = UserAt::find(view, user_in_path(request));
  const auto id = user ? std::optional(user->id()) : std::nullopt;
  if (const auto refusal = parameters.access().profile_of(id)) return reply.refuse(*refusal);
  if (!user) return reply.refuse(Problem(Error{Errc::not_found, "", "There is no such user"}));
  JsonWriter json(reply.response.body);
  append_user(json, *user);
  reply.response.position = view.at();
}

void list_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  NumberedQuery query;
  query.order = {{UserMember::created_at, true}};
  query.limit = parameters.integer_unless_empty("limit", 1, page_most, page_default);
  query.offset = parameters.integer_unless_empty("offset", 0, offset_most, 0);
  if (const auto active = parameters.optional_flag("is_active")) {
    query.filter.statuses = set_of(*active ? Status::active : Status::deactivated);
  }
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [query, view](Response& response) -> std::optional<Problem> {
              const auto page = list_numbered(view, query);
              if (!page) return Problem(page.error());
              JsonWriter json(response.body);
              json.begin_array();
              for (const UserNo user : page->users) append_user(json, UserAt(view, user));
              json.end_array();
              response.position = view.at();
              return std::nullopt;
            });
}

}  // namespace

void error_shape(const Problem& problem, RequestId request, Response& response) {
  const bool is_validation = problem.status == 400 || problem.status == 422;
  std::string code = is_validation ? "VALIDATION_FAILED" : std::string(problem.code);
  std::transform(code.begin(), code.end(), code.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  response.status = is_validation ? 422 : problem.status;
  JsonWriter json(response.body);
  json.begin_object();
  json.key("error");
  json.begin_object();
  json.member("code", std::string_view(code));
  const bool names_field = !problem.field.empty();
  json.member("message", (names_field ? problem.field + " " : "") + problem.detail);
  json.key("details");
  json.begin_object();
  if (is_validation) {
    json.key("errors");
    json.begin_array();
    json.begin_object();
    json.member("field", std::string_view(problem.field));
    json.member("message", std::string_view(problem.detail));
    json.member("type", "value_error");
    json.end_object();
    json.end_array();
  }
  json.end_object();
  json.end_object();
  json.key("meta");
  json.begin_object();
  json.member("request_id", std::string_view(request.text()));
  json.end_object();
  json.end_object();
}

Dialect dialect(Service& service) {
  const Right anyone = Right::needs(Capability::read, Role::viewer);
  const Right read = Right::needs(Capability::read, Role::admin);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  // Everyone may deactivate themselves; anyone else needs the rank, which decide() asks for.
  const Right oneself = Right::needs(Capability::manage, Role::viewer);
  const Admit admit =
      admission([&service](const Request& request) { return find_caller(service, request); });
  return {
      "/api/users",
      error_shape,
      admit,
      {
          {Method::post, "/api/users", manage, Kind::command, handler(service, &create_user)},
          {Method::get, "/api/users", read, Kind::read, handler(service, &list_users)},
          {Method::post, "/api/users/bootstrap", Right::open(), Kind::command,
           handler(service, &bootstrap)},
          {Method::get, "/api/users/{username}", anyone, Kind::read, handler(service, &get_user)},
          {Method::put, "/api/users/{username}", manage, Kind::command,
           handler(service, &update_user)},
          {Method::del, "/api/users/{username}", oneself, Kind::command,
           handler(service, &deactivate_user)},
          {Method::put, "/api/users/{username}/role", manage, Kind::command,
           handler(service, &assign_role)},
      }};
}

}  // namespace rolecall::graph_olap
