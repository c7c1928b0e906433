// What comes of a token: who it is of (OpenID Connect Core, 5.3), whether it is good (RFC 7662),
// and its session's end.
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/access_tokens.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/json/members.hpp"
#include "api/jwt.hpp"
#include "api/parameters.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::wallaroo {
namespace {

// Names, where they are: members of OpenID Connect's.
void append_person(JsonWriter& json, const UserAt& user) {
  const Profile profile = user.shown_profile();
  const auto text = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) json.member(name, std::string_view(value));
  };
  text("preferred_username", profile.username);
  text("email", profile.email);
  json.member("email_verified", false);
  text("name", profile.display_name);
  text("given_name", profile.first_name);
  text("family_name", profile.last_name);
}

void tell_user(Service& service, const Request& request, Reply& reply) {
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  const View view(service.model());
  const auto user = UserAt::find(view, caller_of(request).user);
  if (!user) return reply.refuse(no_such_user());
  reply.response.position = view.at();
  JsonWriter json(reply.response.body);
  json.begin_object();
  append_id(json, "sub", user->id());
  append_person(json, *user);
  json.end_object();
}

void append_introspection(JsonWriter& json, const AccessToken& token, const UserAt& user) {
  json.member("active", true);
  for (const std::string_view name : {"iss", "sub", "azp", "sid"}) {
    json.member(name, text_claim(token.claims, name));
  }
  for (const std::string_view name : {"iat", "exp", "auth_time"}) {
    json.member(name, number_claim(token.claims, name));
  }
  json.member("typ", "Bearer");
  json.member("token_type", "Bearer");
  json.member("client_id", text_claim(token.claims, "azp"));
  json.member("username", std::string_view(user.shown_profile().username));
  append_person(json, user);
}

// To whoever has a token, or proves to be a client: nobody else is to try tokens here.
void introspect(Service& service, const Request& request, Reply& reply) {
  Request form;
  if (const auto problem = read_form(request, form)) return reply.refuse(*problem);
  if (!caller_if_given(request) &&
      !caller_by_api_key(service, request, client_key(request, form))) {
    Problem problem(401, "Authentication failed");
    problem.code = "invalid_client";
    return reply.refuse(problem);
  }
  const auto token = read_access_token(service, form.parameter("token").value_or(""));
  const View view(service.model());
  const auto user = token ? UserAt::find(view, token->caller.user) : std::nullopt;
  reply.response.position = view.at();
  JsonWriter json(reply.response.body);
  json.begin_object();
  if (user) {
    append_introspection(json, *token, *user);
  } else {
    json.member("active", false);
  }
  json.end_object();
  reply.response.headers.emplace_back("Cache-Control", "no-store");
}

void log_out(Service& service, const Request& request, Reply& reply) {
  Request form;
  if (const auto problem = read_form(request, form)) return reply.refuse(*problem);
  const auto token = form.parameter("refresh_token");
  if (!token) return reply.refuse(Problem(400, "Missing parameter: refresh_token"));
  if (!end_session(service, *token)) {
    service.refused_credentials().count(RefusedCredentials::Kind::token);
    Problem problem(400, "Invalid refresh token");
    problem.code = "invalid_grant";
    return reply.refuse(problem);
  }
  reply.response.status = 204;
}

}  // namespace

std::vector<Route> session_routes(Service& service, const std::string& base) {
  const Right own = Right::needs(Capability::read, Role::viewer);
  const Right known = Right::needs_if_given(Capability::read, Role::viewer);
  const std::string connect = base + "/realms/{realm}/protocol/openid-connect";
  return {
      {Method::get, connect + "/userinfo", own, Kind::read, handler(service, &tell_user)},
      {Method::post, connect + "/userinfo", own, Kind::read, handler(service, &tell_user)},
      {Method::post, connect + "/token/introspect", known, Kind::read,
       handler(service, &introspect)},
      {Method::post, connect + "/logout", Right::open(), Kind::read, handler(service, &log_out)},
  };
}

}  // namespace rolecall::wallaroo
