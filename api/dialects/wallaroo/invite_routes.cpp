// Wallaroo's own calls about users: query, invite, activate, deactivate. Always POST.
#include <algorithm>
#include <string>
#include <vector>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/user_json.hpp"
#include "api/elements.hpp"
#include "api/parameters.hpp"
#include "api/view_parameter.hpp"
#include "engine/limits.hpp"
#include "engine/secrets/passwords.hpp"
#include "engine/types/canonical_name.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall::wallaroo {
namespace {

// {"users": {id: {...}, ...}}, by username; with user_ids only those.
void query_users(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  std::vector<UserId> asked;
  for (const std::string_view text : members.optional_texts("user_ids")) {
    asked.push_back(UserId::parse(text).value_or(UserId{}));
  }
  const bool all = members.optional_array("user_ids") == nullptr;
  if (asked.size() > limits::lookup_max_names) members.fail("user_ids", "has more than 1000 ids");
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  if (const auto error = members.done()) return reply.refuse(*error);
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [asked, all, view](Response& response) -> std::optional<Problem> {
              std::vector<UserNo> users;
              if (all) {
                auto page = list_users(view, {}, UserOrder::username, SIZE_MAX, {});
                if (!page) return Problem(page.error());
                users = std::move(page->users);
              }
              for (const UserId& id : asked) {
                if (const auto user = view.state().find_user(UserRef(id), view.at()))
                  users.push_back(*user);
              }
              Elements elements{users.size(), {}, users.size() * sizeof(UserNo)};
              elements.append = [view, kept = std::make_shared<const std::vector<UserNo>>(
                                           std::move(users))](std::string& out, std::size_t index) {
                const UserAt user(view, (*kept)[index]);
                JsonWriter json(out);
                json.key(user.id().text());
                append_user(json, user);
              };
              answer_elements(response, "{\"users\":{", std::move(elements), "}}");
              response.position = view.at();
              return std::nullopt;
            });
}

// An enabled user at once, with the password given or one that is shown here and nowhere else.
void invite_user(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  CreateUser command;
  command.profile.email = members.text("email");
  command.profile.username = lower_case(command.profile.email);
  command.role.given_in = Channel::wallaroo;
  command.sets_password = true;
  const auto given = members.optional_text("password");
  if (const auto error = members.done()) return reply.refuse(*error);
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  const SecretText password = given ? SecretText(*given) : new_password();
  const Render render =
      render_changed_user(service, 200, [password](JsonWriter& json, const UserAt& user) {
        json.begin_object();
        append_user_members(json, user);
        json.member("password", std::string_view(password));
        json.end_object();
      });
  execute_with_password(service, reply, command_of(request, Channel::wallaroo, std::move(command)),
                        password, render);
}

template <class Switch>  // ActivateUser or DeactivateUser
void switch_user(Service& service, const Request& request, Reply& reply) {
  const ReadModel& model = service.model();
  const Render render = [](const Outcome&, Response& response) { response.body = "{}"; };
  execute_known_body(service, request, reply, Channel::wallaroo, render, [&](Members& members) {
    const std::string key = canonical_key(members.text("email"));
    const auto user = model.state().find_email(key, model.head());
    return Switch{user ? model.state().users().id(*user) : UserId{}, {}};
  });
}

}  // namespace

std::vector<Route> invite_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const Right oneself = Right::needs(Capability::manage, Role::viewer);
  const std::string users = base + "/v1/api/users";
  return {
      {Method::post, users + "/query", read, Kind::read, handler(service, &query_users)},
      {Method::post, users + "/invite", manage, Kind::command, handler(service, &invite_user)},
      {Method::post, users + "/activate", manage, Kind::command_that_reads,
       handler(service, &switch_user<ActivateUser>)},
      {Method::post, users + "/deactivate", oneself, Kind::command_that_reads,
       handler(service, &switch_user<DeactivateUser>)},
  };
}

}  // namespace rolecall::wallaroo
