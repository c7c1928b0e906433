#include "api/dialects/wallaroo/dialect.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <sodium.h>

#include "api/auth.hpp"
#include "api/dialects/wallaroo/access_tokens.hpp"
#include "api/json/writer.hpp"

namespace rolecall::wallaroo {
namespace {

// An access token of the token endpoint, or an API key. What a client proves itself with, by
// another scheme, is looked at where it may (client_key).
std::optional<Parsed<Caller>> find_caller(Service& service, const Request& request) {
  const auto token = authorization(request, "Bearer");
  if (!token || token->empty()) return std::nullopt;
  if (parse_api_key(*token)) return caller_by_api_key(service, request, *token);
  const auto found = read_access_token(service, *token);
  if (found) return found->caller;
  service.refused_credentials().count(RefusedCredentials::Kind::token);
  return Problem(found.error());
}

// The text behind Base64; empty: it is none.
std::string from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0 || end != text.data() + text.size()) return {};
  bytes.resize(size);
  return bytes;
}

// Where the operator has named realms, a path of another leads nowhere, whoever asks.
Admit in_known_realm(Service& service, Admit admit) {
  return [&service, admit = std::move(admit)](const Request& request,
                                              const Right& right) -> std::optional<Problem> {
    const std::vector<std::string>& realms = service.options.realms;
    for (const NamedText& capture : request.captures) {
      const bool is_known = capture.name != "realm" || realms.empty() ||
                            std::find(realms.begin(), realms.end(), capture.value) != realms.end();
      if (!is_known) return Problem(Error{Errc::not_found, "", "Realm not found."});
    }
    return admit(request, right);
  };
}

std::string sentence(const Problem& problem) {
  return (problem.field.empty() ? "" : problem.field + " ") + problem.detail;
}

void append_one(Response& response, std::string_view member, std::string_view text) {
  JsonWriter json(response.body);
  json.begin_object();
  json.member(member, text);
  json.end_object();
}

int status_of(const Problem& problem) {
  if (problem.code == name_of(Errc::no_seat)) return 403;
  return problem.status == 422 ? 400 : problem.status;
}

void add(std::vector<Route>& all, std::vector<Route> some) {
  all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
}

}  // namespace

void token_error_shape(const Problem& problem, RequestId, Response& response) {
  constexpr std::array oauth_words{"invalid_request", "invalid_grant", "unsupported_grant_type",
                                   "invalid_client", "temporarily_unavailable"};
  std::string_view error = problem.status < 500 ? "invalid_request" : "temporarily_unavailable";
  if (problem.status == 401) error = "invalid_token";  // RFC 6750, 3.1
  for (const std::string_view word : oauth_words) {
    if (problem.code == word) error = word;
  }
  response.status = status_of(problem);
  JsonWriter json(response.body);
  json.begin_object();
  json.member("error", error);
  json.member("error_description", std::string_view(problem.detail));
  json.end_object();
}

void keycloak_error_shape(const Problem& problem, RequestId, Response& response) {
  response.status = status_of(problem);
  const bool is_seat = problem.code == name_of(Errc::no_seat);
  if (problem.code == name_of(Errc::already_exists)) {
    append_one(response, "errorMessage", "User exists with same " + problem.field);
  } else if (is_seat || problem.status == 409 || problem.status == 422 || problem.status == 400) {
    append_one(response, "errorMessage", sentence(problem));
  } else if (problem.status == 404) {
    append_one(response, "error", problem.detail);
  } else {
    append_one(response, "error",
               "HTTP " + std::to_string(problem.status) + " " +
                   std::string(reason_phrase(problem.status)));
  }
}

std::string client_key(const Request& request, const Request& form) {
  if (const auto basic = authorization(request, "Basic"); basic && !basic->empty()) {
    std::string pair = from_base64(*basic);
    const auto colon = pair.find(':');
    if (colon == pair.npos) return {};
    return pair.erase(colon, 1);  // nothing in a key is encoded once more
  }
  return std::string(form.parameter("client_id").value_or("")) +
         std::string(form.parameter("client_secret").value_or(""));
}

void refuse_unkept(Members& members, const boost::json::object& body,
                   std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto* const value = body.if_contains(name);
    if (!value || value->is_null()) continue;
    const auto* const array = value->if_array();
    const auto* const object = value->if_object();
    const auto* const text = value->if_string();
    const bool is_empty =
        (array && array->empty()) || (object && object->empty()) || (text && text->empty());
    if (!is_empty) members.fail(name, "is not kept here: leave it out, or empty");
  }
}

Problem no_such_user() { return Problem(Error{Errc::not_found, "", "User not found"}); }

void user_error_shape(const Problem& problem, RequestId request, Response& response) {
  const bool is_nobody = problem.code == name_of(Errc::not_found);
  keycloak_error_shape(is_nobody ? no_such_user() : problem, request, response);
}

void group_error_shape(const Problem& problem, RequestId request, Response& response) {
  Problem shown = problem;
  if (problem.code == name_of(Errc::not_found)) shown.detail = "Could not find group by id";
  if (problem.code == name_of(Errc::already_exists)) {
    shown = Problem(409, "Top level group of that name already exists");
  }
  keycloak_error_shape(shown, request, response);
}

void wallaroo_error_shape(const Problem& problem, RequestId, Response& response) {
  const std::string text = sentence(problem);
  response.status = status_of(problem);
  JsonWriter json(response.body);
  json.begin_object();
  json.member("code", response.status);
  json.member("msg", text);
  json.member("error", text);
  json.end_object();
}

// Hasura says with 200 what was read and is refused. One that is wrong before that, or comes from
// nobody, has its own status.
void hasura_error_shape(const Problem& problem, RequestId, Response& response) {
  const bool is_read = problem.status == 403 || problem.status == 404 || problem.status == 409 ||
                       problem.status == 412 || problem.status == 422;
  std::string_view code = "unexpected";
  if (problem.status == 400 || problem.status == 422) code = "validation-failed";
  if (problem.status == 401 || problem.status == 403) code = "access-denied";
  if (problem.status == 404) code = "not-exists";
  if (problem.status == 409) code = "constraint-violation";
  response.status = is_read ? 200 : problem.status;
  JsonWriter json(response.body);
  json.begin_object();
  json.key("errors");
  json.begin_array();
  json.begin_object();
  json.member("message", sentence(problem));
  json.key("extensions");
  json.begin_object();
  json.member("path", "$");
  json.member("code", code);
  json.end_object();
  json.end_object();
  json.end_array();
  json.end_object();
}

std::vector<Dialect> dialects(Service& service) {
  const Admit admit = in_known_realm(service, admission([&service](const Request& request) {
                                       return find_caller(service, request);
                                     }));
  std::vector<Dialect> all;
  for (const std::string base : {"", "/auth"}) {
    Dialect realms{base + "/realms/", token_error_shape, admit, {}};
    for (auto* family : {&token_routes, &session_routes, &realm_routes}) {
      add(realms.routes, family(service, base));
    }
    all.push_back(std::move(realms));
    Dialect admin{base + "/admin/realms", keycloak_error_shape, admit, {}};
    for (auto* family : {&realm_admin_routes, &user_routes, &user_list_routes, &user_part_routes,
                         &role_routes, &group_routes, &membership_routes, &event_routes}) {
      add(admin.routes, family(service, base));
    }
    all.push_back(std::move(admin));
    Dialect wallaroo{base + "/v1/api/", wallaroo_error_shape, admit, {}};
    for (auto* family : {&invite_routes, &workspace_routes}) {
      add(wallaroo.routes, family(service, base));
    }
    all.push_back(std::move(wallaroo));
    all.push_back({base + "/v1/graphql", hasura_error_shape, admit, graphql_routes(service, base)});
  }
  return all;
}

}  // namespace rolecall::wallaroo
