// Realms, each of which is the one directory under a name, and what holds in it.
#include <string>

#include "api/answer.hpp"
#include "api/dialects/wallaroo/access_tokens.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/parameters.hpp"

namespace rolecall::wallaroo {
namespace {

constexpr std::string_view default_realm = "master";  // as Keycloak's own is called

// Without a public key: no signature here is one that others could check.
void tell_realm(Service&, const Request& request, Reply& reply) {
  const std::string url = base_url(request) + std::string(request.path);
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.member("realm", request.capture("realm"));
  json.member("token-service", std::string_view(url + "/protocol/openid-connect"));
  json.member("account-service", std::string_view(url + "/account"));
  json.member("tokens-not-before", 0);
  json.end_object();
}

void append_realm(JsonWriter& json, const State& state, std::string_view name) {
  const bool are_unique = state.email_rules().at(state.head()).is_unique;
  json.begin_object();
  json.member("id", name);
  json.member("realm", name);
  json.member("enabled", true);
  json.member("loginWithEmailAllowed", are_unique);
  json.member("duplicateEmailsAllowed", !are_unique);
  for (const std::string_view yes :
       {"editUsernameAllowed", "bruteForceProtected", "adminEventsEnabled"}) {
    json.member(yes, true);
  }
  for (const std::string_view no :
       {"registrationAllowed", "resetPasswordAllowed", "rememberMe", "verifyEmail",
        "registrationEmailAsUsername", "eventsEnabled"}) {
    json.member(no, false);
  }
  json.member("accessTokenLifespan", access_token_s);
  json.member("ssoSessionIdleTimeout", refresh_token_s);
  json.member("ssoSessionMaxLifespan", session_s);
  json.member("defaultSignatureAlgorithm", "HS256");
  json.end_object();
}

void list_realms(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  parameters.flag("briefRepresentation");
  if (const auto error = parameters.done()) return reply.refuse(*error);
  JsonWriter json(reply.response.body);
  json.begin_array();
  const State& state = service.model().state();
  for (const std::string& name : service.options.realms) append_realm(json, state, name);
  if (service.options.realms.empty()) append_realm(json, state, default_realm);
  json.end_array();
}

void get_realm(Service& service, const Request& request, Reply& reply) {
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  JsonWriter json(reply.response.body);
  append_realm(json, service.model().state(), request.capture("realm"));
}

// What a user may have, for forms that are made of it: four names, and attributes of any kind.
void get_profile(Service&, const Request& request, Reply& reply) {
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.key("attributes");
  json.begin_array();
  for (const std::string_view name : {"username", "email", "firstName", "lastName"}) {
    json.begin_object();
    json.member("name", name);
    json.member("displayName", std::string_view("${" + std::string(name) + "}"));
    json.key("permissions");
    json.begin_object();
    for (const std::string_view right : {"view", "edit"}) {
      json.key(right);
      json.begin_array();
      json.value("admin");
      json.end_array();
    }
    json.end_object();
    json.member("multivalued", false);
    json.end_object();
  }
  json.end_array();
  json.key("groups");
  json.begin_array();
  json.end_array();
  json.member("unmanagedAttributePolicy", "ENABLED");
  json.end_object();
}

}  // namespace

std::vector<Route> realm_routes(Service& service, const std::string& base) {
  return {{Method::get, base + "/realms/{realm}", Right::open(), Kind::read,
           handler(service, &tell_realm)}};
}

std::vector<Route> realm_admin_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const std::string realms = base + "/admin/realms";
  return {
      {Method::get, realms, read, Kind::read, handler(service, &list_realms)},
      {Method::get, realms + "/{realm}", read, Kind::read, handler(service, &get_realm)},
      {Method::get, realms + "/{realm}/users/profile", read, Kind::read,
       handler(service, &get_profile)},
  };
}

}  // namespace rolecall::wallaroo
