// The door to an empty directory, the state as a whole, the probes.
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_wire.hpp"
#include "engine/secrets/api_key.hpp"

namespace rolecall::native {
namespace {

void answer_bootstrap(Service& service, const Outcome& outcome, const std::string& api_key,
                      Response& response) {
  const ReadModel& model = service.model();
  const auto guard = model.enter();
  response.status = 201;
  response.position = outcome.position;
  response.location = "/v1/users/" + outcome.user.text();
  JsonWriter json(response.body);
  json.begin_object();
  json.key("user");
  append_user(json, model, *model.state().find_user(outcome.user, outcome.position),
              outcome.position);
  json.member("api_key", std::string_view(api_key));
  json.end_object();
}

// The hash of the key is durable before the command is decided; where that refuses, it goes again.
void run_bootstrap(Service& service, Profile profile, RequestId request, const Later& later) {
  const ApiKey key = new_api_key();
  const auto refuse_with = [=](const Error& error) {
    Response response;
    refuse(Problem(error), request, native_error_shape, response);
    later.send(std::move(response));
  };
  if (const auto stored = service.credentials().put(key); !stored) {
    return refuse_with(stored.error());
  }
  CommandRequest wanted;
  wanted.command = Bootstrap{std::move(profile), key.id};
  wanted.actor.kind = ActorKind::bootstrap;
  wanted.request = request;
  service.submit(
      std::move(wanted), [&service, key, later, refuse_with](const Result<Outcome>& outcome) {
        if (!outcome) {
          service.in_background([&service, key] { (void)service.credentials().erase(key.id); });
          return refuse_with(outcome.error());
        }
        Response response;
        answer_bootstrap(service, *outcome, format_api_key(key), response);
        later.send(std::move(response));
      });
}

void bootstrap(Service& service, const Request& request, Reply& reply) {
  if (!request.from_loopback) {
    return reply.refuse(
        Problem(Error{Errc::forbidden, "", "an empty directory opens to this machine only"}));
  }
  if (service.model().state().users().count_at(service.model().head()) != 0) {
    return reply.refuse(Problem(Error{Errc::conflict, "", "the directory has had a user already"}));
  }
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  Profile profile;
  profile.username = members.text("username");
  profile.email = members.optional_text("email").value_or("");
  profile.display_name = members.optional_text("display_name").value_or("");
  profile.first_name = members.optional_text("first_name").value_or("");
  profile.last_name = members.optional_text("last_name").value_or("");
  if (const auto error = members.done()) return reply.refuse(*error);
  service.in_background(
      [&service, profile = std::move(profile), id = request.id, later = reply.later()]() mutable {
        run_bootstrap(service, std::move(profile), id, later);
      });
}

void get_state(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Position at = read_point(parameters, service.model()).at;
  if (const auto error = parameters.error()) return reply.refuse(*error);
  answer_in_background(service, request, reply,
                       [&service, at](Response& response) -> std::optional<Problem> {
                         JsonWriter json(response.body);
                         append_state(json, service.model(), at);
                         response.position = at;
                         return std::nullopt;
                       });
}

void get_alive(Service& service, const Request&, Reply& reply) {
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.member("status", "ok");
  json.end_object();
  reply.response.position = service.model().head();
}

}  // namespace

std::vector<Route> system_routes(Service& service) {
  const auto with = [&service](auto handler) -> Handler {
    return [&service, handler](const Request& request, Reply& reply) {
      handler(service, request, reply);
    };
  };
  return {
      {Method::post, "/v1/bootstrap", Right::open(), Kind::command, with(&bootstrap)},
      {Method::get, "/v1/state", Right::needs(Capability::read, Role::admin), Kind::read,
       with(&get_state)},
      {Method::get, "/livez", Right::open(), Kind::read, with(&get_alive)},
      // A server listens only after its replay: whoever can ask finds it ready.
      {Method::get, "/readyz", Right::open(), Kind::read, with(&get_alive)},
  };
}

}  // namespace rolecall::native
