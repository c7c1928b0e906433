// What users prove themselves with: API keys and passwords.
#include "api/dialects/native/change_request.hpp"
#include "api/dialects/native/named.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"
#include "engine/writer/issue_api_key.hpp"
#include "projections/users/api_key_query.hpp"

namespace rolecall::native {
namespace {

// The member `user`: plain text, or {"id": ...} or {"username": ...}, which say what they are.
UserRef take_owner(Members& members, const ReadModel& model) {
  if (!members.has_object("user")) {
    const auto owner = user_to_empower(model, members.text("user"));
    if (!owner) members.fail(owner.error().field, owner.error().detail);
    return owner ? *owner : UserRef();
  }
  Members parts(*members.optional_object("user"));
  const auto id = parts.optional_text("id");
  const auto name = parts.optional_text("username");
  if (parts.done() || id.has_value() == name.has_value()) {
    members.fail("user", "must be text, or an object with id or username");
    return {};
  }
  if (name && name->size() > limits::name_max_bytes) {
    members.fail("user", "is longer than any name");
  }
  if (!id) return Username{std::string(*name)};
  const auto parsed = UserId::parse(*id);
  if (!parsed) members.fail("user", "has an id that is none");
  return parsed.value_or(UserId{});
}

void issue_key(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  Members& members = change.members();
  IssueApiKey command;
  command.owner = take_owner(members, service.model());
  if (const auto text = members.optional_text("capability")) {
    const auto capability = parse_capability(*text);
    if (!capability) members.fail("capability", "must be read or manage");
    command.capability = capability.value_or(Capability::read);
  }
  command.expires_at = take_time(members, "expires_at");
  const auto render = [&model = service.model()](const NewApiKey& issued, Response& response) {
    const Position at = issued.outcome.position;
    const ApiKeyNo no = model.state().api_keys().find(issued.id, at).value();
    response.status = 201;
    response.location = "/v1/api-keys/" + issued.id.text();
    response.position = at;
    JsonWriter json(response.body);
    json.begin_object();
    json.key("key");
    append_api_key(json, View(model, at), no);
    json.member("api_key", std::string_view(issued.api_key));
    json.end_object();
  };
  const auto prepare = [&](CommandRequest wanted, Submit submit) {
    issue_api_key(*service.secrets().api_keys, std::move(wanted), std::move(submit),
                  answering<NewApiKey>(reply, render));
  };
  change.execute_with_secret(service, reply, std::move(command), prepare);
}

void get_key(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const View view = read_view(parameters, model);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const State& state = model.state();
  const auto id = api_key_in_path(request);
  const auto no = id ? state.api_keys().find(*id, view.at()) : std::nullopt;
  const auto may_see = [&](ApiKeyNo key) {
    const UserId& owner = state.users().id(state.api_keys().at(key, view.at()).owner);
    return !parameters.access().api_keys_of(owner);
  };
  if (!no || !may_see(*no)) {
    return reply.refuse(Problem(Error{Errc::not_found, "", "there is no such API key"}));
  }
  JsonWriter json(reply.response.body);
  append_api_key(json, view, *no);
  reply.response.position = view.at();
}

// Of keys that are to be seen: removed owners too.
std::optional<UserNo> find_owner(const View& view, std::string_view text) {
  const UserRef ref = user_ref(view, text);
  if (const auto* id = std::get_if<UserId>(&ref)) return view.state().find_user(*id, view.at());
  return view.state().last_holder(NameField::username, canonical_key(text), view.at());
}

void list_all_keys(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const ReadPoint point = read_point(parameters, model);
  std::optional<UserNo> owner;
  if (const auto text = parameters.text("user")) {
    owner = find_owner(point.view, *text);
    if (!owner) parameters.miss("user", "is nobody this directory knows");
  }
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto owner_id = owner ? std::optional(model.state().users().id(*owner)) : std::nullopt;
  if (const auto refusal = parameters.access().api_keys_of(owner_id)) {
    return reply.refuse(*refusal);
  }
  answer_in(service.pools().computing, request, reply,
            [owner, limit, point](Response& response) -> std::optional<Problem> {
              const auto page = list_api_keys(point.view, owner, limit, point.after);
              if (!page) return Problem(page.error());
              answer_list(point.view, response, "api_keys", page->next, [&](JsonWriter& json) {
                for (const ApiKeyNo no : page->keys) append_api_key(json, point.view, no);
              });
              return std::nullopt;
            });
}

void revoke_key(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const RevokeApiKey command{change.api_key()};
  change.execute(service, reply, command, render_no_content);
}

void put_password(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const SetPassword command{change.user(), change.expected()};
  SecretText password(change.members().text("password"));
  change.execute_with_password(service, reply, command, std::move(password), &render_no_content);
}

}  // namespace

std::vector<Route> credential_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  // Everyone may set their own; anyone else's needs the rank, which decide() asks for.
  const Right oneself = Right::needs(Capability::manage, Role::viewer);
  return {
      {Method::post, "/v1/api-keys", manage, Kind::command, handler(service, &issue_key)},
      {Method::get, "/v1/api-keys", read, Kind::read, handler(service, &list_all_keys)},
      {Method::get, "/v1/api-keys/{id}", read, Kind::read, handler(service, &get_key)},
      {Method::del, "/v1/api-keys/{id}", manage, Kind::command, handler(service, &revoke_key)},
      {Method::put, "/v1/users/{id}/password", oneself, Kind::command,
       handler(service, &put_password)},
  };
}

}  // namespace rolecall::native
