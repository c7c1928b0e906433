// The token endpoint (RFC 6749): the password grant, refreshing, and the grant of a client's own
// credentials, which are an API key's.
#include <chrono>
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/access_tokens.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/json/writer.hpp"
#include "engine/limits.hpp"
#include "engine/secrets/api_key.hpp"
#include "engine/types/canonical_name.hpp"
#include "engine/writer/set_password.hpp"

namespace rolecall::wallaroo {
namespace {

Problem refusal(int status, std::string_view code, std::string detail) {
  Problem problem(status, std::move(detail));
  problem.code = code;
  return problem;
}

constexpr std::size_t api_secret_chars = 2 * sizeof(ApiSecret);  // in hex, at a key's end

Problem wrong_password() { return refusal(401, "invalid_grant", "Invalid user credentials"); }

std::optional<UserId> find_user(const ReadModel& model, const std::string& key) {
  const State& state = model.state();
  auto user = state.find_username(key, model.head());
  if (!user) user = state.find_email(key, model.head());
  return user ? std::optional(state.users().id(*user)) : std::nullopt;
}

std::optional<Problem> answer_tokens(Service& service, const Grant& grant,
                                     const std::string& issuer, Response& response) {
  const auto tokens = issue_tokens(service, grant, issuer);
  if (!tokens) return Problem(tokens.error());
  JsonWriter json(response.body);
  json.begin_object();
  json.member("access_token", std::string_view(tokens->access));
  json.member("expires_in", access_token_s);
  if (!tokens->refresh.empty()) {
    json.member("refresh_token", std::string_view(tokens->refresh));
  }
  json.member("refresh_expires_in", tokens->refresh_s);
  json.member("token_type", "Bearer");
  json.member("not-before-policy", 0);
  json.member("scope", "openid profile email");
  json.end_object();
  response.headers.emplace_back("Cache-Control", "no-store");
  return std::nullopt;
}

// Of whoever may come in by a password still.
std::optional<Problem> answer_session(Service& service, const Grant& grant,
                                      const std::string& issuer, Response& response) {
  if (!service.caller_of(grant.user, Channel::wallaroo))
    return refusal(400, "invalid_grant", "Account disabled");
  return answer_tokens(service, grant, issuer, response);
}

Problem try_later(Service& service, std::chrono::seconds wait) {
  service.refused_credentials().count(RefusedCredentials::Kind::throttled_password);
  Problem problem = refusal(429, "temporarily_unavailable", "Too many attempts");
  problem.retry_after_s = static_cast<unsigned>(wait.count());
  return problem;
}

// What comes with a password.
struct Login {
  std::string name;  // its canonical key
  SecretText password;
  std::string client;
  std::string issuer;
  PeerAddress peer;
};

std::optional<Problem> answer_login(Service& service, const Login& login, Response& response) {
  GuessThrottle& guesses = service.guesses();
  const GuessThrottle::Source source{login.name, login.peer};
  const auto standing = guesses.standing(source);
  if (standing.wait.count() > 0) return try_later(service, standing.wait);
  // An unknown name takes as long as a wrong password.
  const auto user = find_user(service.model(), login.name);
  const auto hash = password_hash_of(*service.secrets().passwords, service.model().state(),
                                     user.value_or(UserId{}));
  if (!hash) return Problem(hash.error());
  if (const bool is_right = is_hash_of(*hash, login.password); !user || !is_right) {
    guesses.failed(source);
    service.refused_credentials().count(RefusedCredentials::Kind::password);
    return wrong_password();
  }
  guesses.succeeded(source);
  return answer_session(service, new_grant(service, *user, login.client), login.issuer, response);
}

// Guesses of one name take turns with those of others, and none holds up who is known.
void grant_by_password(Service& service, const Request& request, const Request& form,
                       const std::string& issuer, Reply& reply) {
  const auto name = form.parameter("username");
  const auto password = form.parameter("password");
  if (!name || !password) {
    return reply.refuse(refusal(400, "invalid_request", "Missing parameter: username or password"));
  }
  if (name->size() > limits::name_max_bytes || password->size() > limits::password_max_bytes) {
    return reply.refuse(wrong_password());
  }
  Login login{canonical_key(*name), SecretText(*password),
              std::string(form.parameter("client_id").value_or("")), issuer, request.peer};
  const auto standing = service.guesses().standing({login.name, login.peer});
  if (standing.wait.count() > 0) return reply.refuse(try_later(service, standing.wait));
  Pool& pool = standing.is_known ? service.pools().passwords : service.pools().guesses;
  const Uuid turn = service.guesses().turn_of(login.name);
  answer_in(pool, turn, reply, [&service, login = std::move(login)](Response& response) {
    return answer_login(service, login, response);
  });
}

void grant_by_refreshing(Service& service, const Request& form, const std::string& issuer,
                         Reply& reply) {
  answer_at_once(reply, [&](Response& response) -> std::optional<Problem> {
    const auto grant = use_refresh_token(service, form.parameter("refresh_token").value_or(""));
    if (grant) return answer_session(service, *grant, issuer, response);
    service.refused_credentials().count(RefusedCredentials::Kind::token);
    return refusal(400, "invalid_grant", "Token is not active");
  });
}

void grant_by_key(Service& service, const Request& request, const Request& form,
                  const std::string& issuer, Reply& reply) {
  const std::string key = client_key(request, form);
  const auto caller = caller_by_api_key(service, request, key);
  if (!caller) return reply.refuse(refusal(401, "invalid_client", "Invalid client credentials"));
  answer_at_once(reply, [&](Response& response) {
    Grant grant = new_grant(service, caller->user, key.substr(0, key.size() - api_secret_chars));
    grant.key = caller->key;
    return answer_tokens(service, grant, issuer, response);
  });
}

void give_token(Service& service, const Request& request, Reply& reply) {
  Request form;
  if (const auto problem = read_form(request, form)) return reply.refuse(*problem);
  const std::string_view realm = request.path.substr(0, request.path.find("/protocol/"));
  const std::string issuer = base_url(request) + std::string(realm);
  const auto grant = form.parameter("grant_type").value_or("");
  if (grant == "password") return grant_by_password(service, request, form, issuer, reply);
  if (grant == "refresh_token") return grant_by_refreshing(service, form, issuer, reply);
  if (grant == "client_credentials") return grant_by_key(service, request, form, issuer, reply);
  reply.refuse(refusal(400, "unsupported_grant_type", "Unsupported grant_type"));
}

}  // namespace

std::vector<Route> token_routes(Service& service, const std::string& base) {
  return {{Method::post, base + "/realms/{realm}/protocol/openid-connect/token", Right::open(),
           Kind::read, handler(service, &give_token)}};
}

}  // namespace rolecall::wallaroo
