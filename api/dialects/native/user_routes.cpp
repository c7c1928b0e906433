// One user: create, get, change, status.
#include "api/dialects/native/change_request.hpp"
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::native {
namespace {

// The members of a profile in a request; null takes one away.
ProfilePatch take_profile(ChangeRequest& change) {
  ProfilePatch patch;
  for (const ProfileMember& member : profile_members) {
    if (member.name == "attributes") continue;
    if (const auto text = change.members().changed_text(member.name)) {
      patch.*member.change = *text;
    }
  }
  patch.attributes = change.changed_object("attributes");
  return patch;
}

void create_user(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  CreateUser command;
  apply_patch(command.profile, take_profile(change));
  command.role.role = take_role(change.members()).value_or(default_role);
  command.active = change.members().optional_flag("active").value_or(true);
  change.execute(service, reply, std::move(command), render_user(service, 201));
}

void change_user(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  ChangeProfile command{change.user(), take_profile(change), change.expected()};
  change.execute(service, reply, std::move(command), render_user(service));
}

template <class Switch>  // DeactivateUser, ActivateUser or RestoreUser
void switch_user(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const Switch command{change.user(), change.expected()};
  change.execute(service, reply, command, render_user(service));
}

void remove_user(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const RemoveUser command{change.user(), change.expected()};
  change.execute(service, reply, command, render_no_content);
}

struct Found {
  std::optional<UserNo> user;
  bool is_one_of_several = false;  // any of whom may be meant
};

// Answers with the user that `find` finds at the asked position: a present one, unless `status`
// asks for others, which is for those who see the past, or for oneself.
template <class Find>
void answer_found(Service& service, const Request& request, Reply& reply, Find find) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  const StatusSet statuses = status_set(parameters);
  const Found found = find(view.state(), view.at());
  const auto user =
      found.user ? std::optional<UserAt>(std::in_place, view, *found.user) : std::nullopt;
  const bool is_self = user && user->id() == caller_of(request).user;
  if (!is_self) parameters.check(parameters.access().users_of(statuses));
  if (const auto error = parameters.done()) return reply.refuse(*error);
  if (found.is_one_of_several) {
    return reply.refuse(Problem(Error{Errc::conflict, "email",
                                      "several users have this address: GET /v1/users?email= "
                                      "lists them"}));
  }
  if (!user || (statuses & set_of(user->status())) == 0) {
    return reply.refuse(Problem(Error{Errc::not_found, "", "there is no such user"}));
  }
  answer_user(*user, reply.response);
}

void get_user(Service& service, const Request& request, Reply& reply) {
  answer_found(service, request, reply, [&](const State& state, Position at) {
    const auto id = UserId::parse(request.capture("id"));
    return Found{id ? state.find_user(*id, at) : std::nullopt};
  });
}

void get_user_by_username(Service& service, const Request& request, Reply& reply) {
  answer_found(service, request, reply, [&](const State& state, Position at) {
    return Found{
        state.last_holder(NameField::username, canonical_key(request.capture("name")), at)};
  });
}

void get_user_by_email(Service& service, const Request& request, Reply& reply) {
  answer_found(service, request, reply, [&](const State& state, Position at) {
    const std::string key = canonical_key(request.capture("email"));
    const auto user = state.last_holder(NameField::email, key, at);
    return Found{user, user && is_present(state.users().at(*user, at)->status) &&
                           !state.find_email(key, at)};
  });
}

void get_me(Service& service, const Request& request, Reply& reply) {
  answer_found(service, request, reply, [&](const State& state, Position at) {
    return Found{state.find_user(caller_of(request).user, at)};
  });
}

}  // namespace

std::vector<Route> user_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  // Everyone may deactivate themselves; anyone else needs the rank, which decide() asks for.
  const Right oneself = Right::needs(Capability::manage, Role::viewer);
  return {
      {Method::post, "/v1/users", manage, Kind::command, handler(service, &create_user)},
      {Method::get, "/v1/users/by-username/{name}", read, Kind::read,
       handler(service, &get_user_by_username)},
      {Method::get, "/v1/users/by-email/{email}", read, Kind::read,
       handler(service, &get_user_by_email)},
      {Method::get, "/v1/users/{id}", read, Kind::read, handler(service, &get_user)},
      {Method::patch, "/v1/users/{id}", manage, Kind::command, handler(service, &change_user)},
      {Method::del, "/v1/users/{id}", manage, Kind::command, handler(service, &remove_user)},
      {Method::post, "/v1/users/{id}/deactivate", oneself, Kind::command,
       handler(service, &switch_user<DeactivateUser>)},
      {Method::post, "/v1/users/{id}/activate", manage, Kind::command,
       handler(service, &switch_user<ActivateUser>)},
      {Method::post, "/v1/users/{id}/restore", manage, Kind::command,
       handler(service, &switch_user<RestoreUser>)},
      {Method::get, "/v1/me", read, Kind::read, handler(service, &get_me)},
  };
}

}  // namespace rolecall::native
