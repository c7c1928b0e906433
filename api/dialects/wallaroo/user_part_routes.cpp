// What Keycloak has below a user of which this directory keeps nothing; and the end of the user's
// sessions.
#include <string>

#include "api/answer.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/view_parameter.hpp"

namespace rolecall::wallaroo {
namespace {

void list_nothing(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  if (!user_in_path(view, request)) return reply.refuse(no_such_user());
  reply.response.body = "[]";
  reply.response.position = view.at();
}

// Whoever may set a user's password, which ends all that was got by the one before, may end it
// without: so the writer is asked, and nothing is stored.
void log_out_user(Service& service, const Request& request, Reply& reply) {
  CommandRequest probe =
      command_of(request, Channel::wallaroo, SetPassword{user_id_in_path(request), {}});
  probe.dry_run = true;
  const auto answer =
      Promised(reply, &user_error_shape).answering<Outcome>([](const Outcome&, Response& response) {
        response.status = 204;
      });
  in_turn(service, reply)(std::move(probe), [&service, answer](const Result<Outcome>& outcome) {
    if (outcome) service.used_tokens().end_all(outcome->user, service.model().clock().now());
    answer(outcome);
  });
}

}  // namespace

std::vector<Route> user_part_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const std::string user = base + "/admin/realms/{realm}/users/{id}";
  std::vector<Route> routes{
      {Method::post, user + "/logout", manage, Kind::command, handler(service, &log_out_user)}};
  for (const std::string part : {"credentials", "sessions", "consents", "federated-identity"}) {
    routes.push_back(
        {Method::get, user + "/" + part, read, Kind::read, handler(service, &list_nothing)});
  }
  return routes;
}

}  // namespace rolecall::wallaroo
