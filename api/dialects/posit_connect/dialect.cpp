#include "api/dialects/posit_connect/dialect.hpp"

#include <iterator>
#include <utility>

#include "api/auth.hpp"
#include "api/json/writer.hpp"

namespace rolecall::posit_connect {
namespace {

// The numbers that are publicly known, and ours for the rest.
int code_of(const Problem& problem) {
  if (problem.code == name_of(Errc::no_seat)) return 6;
  switch (problem.status) {
    case 401:
      return 30;
    case 403:
      return 22;
    case 404:
      return 4;
    case 409:
    case 412:
      return 26;
    default:
      return problem.status < 500 ? 3 : 1;
  }
}

int status_of(const Problem& problem) {
  if (problem.code == name_of(Errc::no_seat)) return problem.status == 403 ? 403 : 402;
  return problem.status == 422 ? 400 : problem.status;
}

std::optional<Parsed<Caller>> find_caller(Service& service, const Request& request) {
  const auto key = authorization(request, "Key");
  if (!key) return std::nullopt;
  return caller_by_api_key(service, request, *key);
}

}  // namespace

void error_shape(const Problem& problem, RequestId, Response& response) {
  response.status = status_of(problem);
  JsonWriter json(response.body);
  json.begin_object();
  json.member("code", code_of(problem));
  json.member("error", (problem.field.empty() ? "" : problem.field + " ") + problem.detail);
  json.member("payload", nullptr);
  json.end_object();
}

std::vector<Dialect> dialects(Service& service) {
  const Admit admit =
      admission([&service](const Request& request) { return find_caller(service, request); });
  Dialect posit{"/__api__", error_shape, admit, {}};
  for (auto* family : {&user_routes, &user_list_routes, &key_routes, &group_routes, &audit_routes,
                       &system_routes}) {
    std::vector<Route> some = family(service);
    posit.routes.insert(posit.routes.end(), std::make_move_iterator(some.begin()),
                        std::make_move_iterator(some.end()));
  }
  return {std::move(posit), Dialect{"/__ping__", error_shape, admit, ping_routes(service)}};
}

}  // namespace rolecall::posit_connect
