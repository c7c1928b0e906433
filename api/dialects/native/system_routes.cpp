// The door to an empty directory, the state as a whole, the probes, the description of all this.
#include "api/dialects/native/change_request.hpp"
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/openapi.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "engine/limits.hpp"
#include "engine/writer/issue_api_key.hpp"

namespace rolecall::native {
namespace {

void bootstrap(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  Bootstrap command;
  for (const ProfileMember& member : profile_members) {
    if (member.name == "external_id" || member.name == "attributes") continue;
    command.profile.*member.value = change.members().optional_text(member.name).value_or("");
  }
  const auto token = change.members().optional_text("token");
  if (!may_bootstrap(service, request, token)) {
    change.fail(Problem(Error{Errc::forbidden, token ? "token" : "",
                              "an empty directory opens to this machine only, or with the token "
                              "printed when the server started"}));
  }
  // Asked here too, so that nobody without a credential makes the disk work.
  if (service.model().state().users().count_at(service.model().head()) != 0) {
    change.fail(Problem(Error{Errc::conflict, "", "the directory has had a user already"}));
  }
  const auto render = [&model = service.model()](const NewApiKey& issued, Response& response) {
    response.status = 201;
    response.location = "/v1/users/" + issued.outcome.user.text();
    response.position = issued.outcome.position;
    JsonWriter json(response.body);
    append_issued_key(json, model, issued);
  };
  const auto prepare = [&](CommandRequest wanted, Submit submit) {
    issue_api_key(*service.secrets().api_keys, std::move(wanted), std::move(submit),
                  answering<NewApiKey>(reply, render));
  };
  change.execute_with_secret(service, reply, std::move(command), prepare,
                             Actor{ActorKind::bootstrap, {}, {}});
}

void get_state(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [view](Response& response) -> std::optional<Problem> {
              JsonWriter json(response.body);
              append_state(json, view);
              response.position = view.at();
              return std::nullopt;
            });
}

void get_seats(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto limit = service.options.seats;
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.key("limit");
  if (limit) {
    json.value(*limit);
  } else {
    json.value(nullptr);
  }
  json.member("taken", sum(service.model().counts().at(view.at()),
                           classes_of(all_roles, set_of(Status::active))));
  json.member("position", number(view.at()));
  json.end_object();
  reply.response.position = view.at();
}

// {"unique_emails": true, "revision": N, "position": N}
void answer_settings(const View& view, Response& response) {
  const EmailRule rule = view.state().email_rules().at(view.at());
  JsonWriter json(response.body);
  json.begin_object();
  json.member("unique_emails", rule.is_unique);
  json.member("revision", number(rule.revision));
  json.member("position", number(view.at()));
  json.end_object();
  response.etag = std::to_string(number(rule.revision));
  response.position = view.at();
}

void get_settings(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_settings(view, reply.response);
}

void change_settings(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const auto unique = change.members().optional_flag("unique_emails");
  if (!unique) change.members().fail("unique_emails", "is missing");
  const SetEmailUniqueness command{unique.value_or(true), change.expected()};
  change.execute(service, reply, command, [&service](const Outcome& outcome, Response& response) {
    answer_settings(View(service.model(), outcome.position), response);
  });
}

// Tells nobody how much is changed when.
void get_alive(Service&, const Request&, Reply& reply) {
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.member("status", "ok");
  json.end_object();
}

// Of a directory that is replayed; before that StartGate answers. It says where its clock is not to
// be trusted.
void get_ready(Service& service, const Request&, Reply& reply) {
  const ReadModel& model = service.model();
  const Clock::Time time = model.clock().time();
  const std::int64_t log_ahead = log_ahead_us(model);
  const bool log_is_ahead = log_ahead > limits::clock_step_max_us;
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.member("status", time.jump_us == 0 && !log_is_ahead ? "ok" : "degraded");
  if (time.jump_us != 0) {
    json.member("clock_ahead_s", time.jump_us / 1'000'000);
    json.member("takes_changes", !time.is_in_doubt());
  }
  if (log_is_ahead) json.member("log_ahead_s", log_ahead / 1'000'000);
  json.end_object();
}

void get_description(Service&, const Request&, Reply& reply) {
  reply.response.body = openapi_text();
}

}  // namespace

std::vector<Route> system_routes(Service& service) {
  return {
      {Method::post, "/v1/bootstrap", Right::open(), Kind::command, handler(service, &bootstrap)},
      {Method::get, "/v1/state", Right::needs(Capability::read, Role::admin), Kind::read,
       handler(service, &get_state)},
      {Method::get, "/v1/seats", Right::needs(Capability::read, Role::viewer), Kind::read,
       handler(service, &get_seats)},
      {Method::get, "/v1/settings", Right::needs(Capability::read, Role::viewer), Kind::read,
       handler(service, &get_settings)},
      {Method::patch, "/v1/settings", Right::needs(Capability::manage, Role::admin), Kind::command,
       handler(service, &change_settings)},
      {Method::get, "/livez", Right::open(), Kind::read, handler(service, &get_alive)},
      {Method::get, "/readyz", Right::open(), Kind::read, handler(service, &get_ready)},
      {Method::get, "/openapi.json", Right::open(), Kind::read, handler(service, &get_description)},
  };
}

}  // namespace rolecall::native
