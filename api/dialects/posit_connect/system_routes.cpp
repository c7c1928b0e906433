// The server itself: its settings, the door to an empty directory, who is active.
#include <algorithm>
#include <array>
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/json/writer.hpp"
#include "api/jwt.hpp"
#include "api/parameters.hpp"
#include "engine/writer/issue_api_key.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall::posit_connect {
namespace {

// That of the server whose description these routes follow: clients compare it.
constexpr std::string_view followed_version = "2025.09.0";
constexpr std::string_view first_username = "admin";

// Whoever comes with a key is told the licence, too: 0 users are any number.
void get_settings(Service& service, const Request& request, Reply& reply) {
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.member("version", followed_version);
  json.key("authentication");
  json.begin_object();
  json.member("name", "password");
  json.end_object();
  if (caller_if_given(request)) {
    json.key("license");
    json.begin_object();
    json.member("status", "activated");
    json.member("users", service.options.seats.value_or(0));
    json.member("user-activity-days", licensed_days);
    json.end_object();
  }
  json.end_object();
}

// That the server is up; of an expired licence it would be 402.
void ping(Service&, const Request&, Reply& reply) { reply.response.body = "{}"; }

// ---- bootstrap --------------------------------------------------------------------------------

bool is_bootstrap_token(std::string_view token, const std::string& secret, Timestamp now) {
  const auto claims = verify_jwt(token, secret);
  return claims && is_valid_at(*claims, now) && number_claim(*claims, "iat") != 0 &&
         text_claim(*claims, "iss") == "rsconnect-python" &&
         text_claim(*claims, "aud") == "rsconnect" && text_claim(*claims, "scope") == "bootstrap";
}

Problem had_a_user() {
  return Problem(Error{Errc::forbidden, "", "The directory has had a user already"});
}

// Where the race for the first user was lost: here that is forbidden, not a conflict.
void bootstrap_error_shape(const Problem& problem, RequestId request, Response& response) {
  error_shape(problem.code == name_of(Errc::conflict) ? had_a_user() : problem, request, response);
}

void bootstrap(Service& service, const Request& request, Reply& reply) {
  const std::string& secret = service.options.connect_bootstrap_secret;
  if (secret.empty()) return reply.refuse(Problem(404, "Bootstrapping is switched off"));
  const auto token = authorization(request, "Connect-Bootstrap");
  if (!token || !is_bootstrap_token(*token, secret, service.model().clock().now())) {
    return reply.refuse(Problem(401, "A bootstrap token is needed"));
  }
  const ReadModel& model = service.model();
  if (model.state().users().count_at(model.head()) != 0) return reply.refuse(had_a_user());
  Bootstrap command;
  command.profile.username = first_username;
  CommandRequest wanted = command_of(request, Channel::posit_connect, std::move(command),
                                     {ActorKind::bootstrap, {}, {}});
  const auto render = [](const NewApiKey& issued, Response& response) {
    response.position = issued.outcome.position;
    JsonWriter json(response.body);
    json.begin_object();
    json.member("api_key", std::string_view(issued.api_key));
    json.end_object();
  };
  issue_api_key(*service.secrets().api_keys, std::move(wanted), in_turn(service, reply),
                answering<NewApiKey>(reply, render, &bootstrap_error_shape));
}

// ---- metrics ----------------------------------------------------------------------------------

struct Window {
  std::string_view name;
  int days;
  std::array<std::uint32_t, 3> by_role{};  // viewers, publishers, administrators
};

// Licensed users who were active within so many days.
void append_windows(JsonWriter& json, const ReadModel& model, Position at) {
  std::array<Window, 4> windows{{{"1d", 1}, {"7d", 7}, {"30d", 30}, {"365d", licensed_days}}};
  UserFilter filter;
  filter.statuses = set_of(Status::active);
  const int today = day_of(model.clock().now());
  const auto visited =
      visit_users(View(model, at), filter, [&](UserNo user, const UserVersion& version) {
        const auto day = model.last_activity().of_user(user);
        const auto role = std::min(version.role, Role::admin);
        for (Window& window : windows) {
          const bool is_active = day && today - *day < window.days;
          if (is_active) ++window.by_role.at(static_cast<std::size_t>(role) - 1);
        }
      });
  if (!visited) return;
  for (const Window& window : windows) {
    const auto [viewers, publishers, admins] = window.by_role;
    json.key(window.name);
    json.begin_object();
    json.member("total", viewers + publishers + admins);
    json.member("admin", admins);
    json.member("publisher", publishers);
    json.member("viewer", viewers);
    json.end_object();
  }
}

void get_active_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  if (parameters.text("as_of"))
    parameters.fail("as_of", "is not for activity: its past is not kept");
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [&model = service.model()](Response& response) -> std::optional<Problem> {
              const Position at = model.head();
              JsonWriter json(response.body);
              json.begin_object();
              json.key("windows");
              json.begin_object();
              append_windows(json, model, at);
              json.end_object();
              json.end_object();
              response.position = at;
              return std::nullopt;
            });
}

}  // namespace

std::vector<Route> system_routes(Service& service) {
  return {
      // Asked before there is a key, to see whether this is such a server.
      {Method::get, "/__api__/server_settings",
       Right::needs_if_given(Capability::read, Role::viewer), Kind::read,
       handler(service, &get_settings)},
      {Method::post, "/__api__/v1/bootstrap", Right::open(), Kind::command,
       handler(service, &bootstrap)},
      {Method::post, "/__api__/v1/experimental/bootstrap", Right::open(), Kind::command,
       handler(service, &bootstrap)},
      {Method::get, "/__api__/v1/metrics/users/active", Right::needs(Capability::read, Role::admin),
       Kind::read, handler(service, &get_active_users)},
  };
}

std::vector<Route> ping_routes(Service& service) {
  return {{Method::get, "/__ping__", Right::open(), Kind::read, handler(service, &ping)}};
}

}  // namespace rolecall::posit_connect
