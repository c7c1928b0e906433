// A user's API keys.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/posit_connect/body.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/dialects/posit_connect/roles.hpp"
#include "api/json/members.hpp"
#include "api/view_parameter.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/writer/issue_api_key.hpp"

namespace rolecall::posit_connect {
namespace {

Problem no_such_key() { return Problem(Error{Errc::not_found, "", "The API key does not exist"}); }

UserId user_in_path(const Request& request) {
  return UserId::parse(request.capture("guid")).value_or(UserId{});
}

bool is_good(const IssuedApiKey& key, Timestamp now) {
  return !key.is_revoked() && (!key.expires_at || *key.expires_at > now);
}

// {id, name, key, user_role, created_time, active_time, expires_at}. A key has no name here, and
// `secret` is known when it is made only.
void append_key(JsonWriter& json, const View& view, ApiKeyNo no, std::string_view secret) {
  const State& state = view.state();
  const IssuedApiKey key = state.api_keys().at(no, view.at());
  const UserAt owner(view, key.owner);
  RoleGrant role = owner.role();
  if (key.at_most < role.role) role = {key.at_most, Channel::posit_connect, {}};
  const auto used_on = view.model().last_activity().of_api_key(no);
  const Timestamp created = state.time_of(key.issued);
  json.begin_object();
  append_id(json, "id", key.id);
  json.member("name", "");
  json.member("key", secret);
  json.member("user_role", role_vocabulary.word_of(role));
  append_time(json, "created_time", created);
  append_time(json, "active_time",
              used_on ? std::optional(std::max(start_of(*used_on), created)) : std::nullopt);
  append_time(json, "expires_at", key.expires_at);
  json.end_object();
}

// The keys of the user of the path, as far as the caller may see them; refuses otherwise.
std::optional<std::vector<ApiKeyNo>> keys_in_path(Parameters& parameters, const View& view,
                                                  const Request& request, Reply& reply) {
  const UserId id = user_in_path(request);
  parameters.check(parameters.access().api_keys_of(id));
  if (const auto error = parameters.done()) return reply.refuse(*error), std::nullopt;
  const auto owner = UserAt::find(view, id);
  if (!owner) {
    reply.refuse(Problem(Error{Errc::not_found, "", "The user does not exist"}));
    return std::nullopt;
  }
  std::vector<ApiKeyNo> good;
  const ApiKeys& keys = view.state().api_keys();
  for (const ApiKeyNo no : keys.of(owner->no(), view.at())) {
    if (is_good(keys.at(no, view.at()), view.time())) good.push_back(no);
  }
  return good;
}

std::optional<ApiKeyNo> key_in_path(const View& view, const Request& request,
                                    const std::vector<ApiKeyNo>& among) {
  for (const ApiKeyNo no : among) {
    if (view.state().api_keys().at(no, view.at()).id.text() == request.capture("id")) return no;
  }
  return std::nullopt;
}

void list_keys(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  const auto keys = keys_in_path(parameters, view, request, reply);
  if (!keys) return;
  answer_in(service.pools().computing, request, reply,
            [view, keys = *keys](Response& response) -> std::optional<Problem> {
              JsonWriter json(response.body);
              json.begin_array();
              for (const ApiKeyNo no : keys) append_key(json, view, no, "");
              json.end_array();
              response.position = view.at();
              return std::nullopt;
            });
}

void get_key(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  const auto keys = keys_in_path(parameters, view, request, reply);
  if (!keys) return;
  const auto key = key_in_path(view, request, *keys);
  if (!key) return reply.refuse(no_such_key());
  JsonWriter json(reply.response.body);
  append_key(json, view, *key, "");
  reply.response.position = view.at();
}

// A key here has its owner's role, whatever that becomes: another one is refused, not ignored.
IssueApiKey take_key(Members& members, const Caller& caller) {
  IssueApiKey command{caller.user, {}, Capability::manage, {}};
  members.text("name");  // is not kept
  if (const auto word = members.optional_text("user_role")) {
    if ((role_vocabulary.ranks_shown_by(*word) & set_of(caller.role)) == 0) {
      members.fail("user_role", "must be the caller's: API keys have their owner's role");
    }
  }
  if (const auto text = members.optional_text("expires_at")) {
    command.expires_at = parse_timestamp(*text);
    if (!command.expires_at) members.fail("expires_at", "must be an RFC 3339 time");
  }
  return command;
}

// Everyone may make keys for themselves, and so make the log grow: not as fast as they like.
void create_key(Service& service, const Request& request, Reply& reply) {
  const Caller& caller = caller_of(request);
  if (user_in_path(request) != caller.user) {
    return reply.refuse(Problem(Error{Errc::forbidden, "", "API keys are made for oneself only"}));
  }
  const auto body = read_body(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  IssueApiKey command = take_key(members, caller);
  if (const auto error = members.done()) return reply.refuse(*error);
  if (const auto wait = service.guesses().change_own(caller.user); wait.count() != 0) {
    Problem problem(429, "Several API keys have been made just now");
    problem.retry_after_s = static_cast<unsigned>(wait.count());
    return reply.refuse(problem);
  }
  const auto render = [&model = service.model()](const NewApiKey& issued, Response& response) {
    const View view(model, issued.outcome.position);
    JsonWriter json(response.body);
    append_key(json, view, model.state().api_keys().find(issued.id, view.at()).value(),
               issued.api_key);
    response.position = view.at();
  };
  issue_api_key(*service.secrets().api_keys,
                command_of(request, Channel::posit_connect, std::move(command)),
                in_turn(service, reply), answering<NewApiKey>(reply, render));
}

// Whose key it is never changes: looking before the decision is safe.
void delete_key(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view(service.model());
  const auto keys = keys_in_path(parameters, view, request, reply);
  if (!keys) return;
  const auto key = key_in_path(view, request, *keys);
  if (!key) return reply.refuse(no_such_key());
  const RevokeApiKey command{view.state().api_keys().at(*key, view.at()).id};
  execute(service, reply, command_of(request, Channel::posit_connect, command), &render_no_content);
}

}  // namespace

std::vector<Route> key_routes(Service& service) {
  // One's own; those of others need the rank, which Access and decide() ask for.
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::viewer);
  const std::string keys = "/__api__/v1/users/{guid}/keys";
  return {
      {Method::get, keys, read, Kind::read, handler(service, &list_keys)},
      {Method::post, keys, manage, Kind::command, handler(service, &create_key)},
      {Method::get, keys + "/{id}", read, Kind::read, handler(service, &get_key)},
      {Method::del, keys + "/{id}", manage, Kind::command_that_reads,
       handler(service, &delete_key)},
  };
}

}  // namespace rolecall::posit_connect
