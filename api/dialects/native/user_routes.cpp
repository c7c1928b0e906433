// Users: create, find, list, count, change, role, status.
#include <boost/json/serialize.hpp>

#include "api/dialects/native/change_request.hpp"
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_wire.hpp"
#include "engine/types/canonical_name.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall::native {
namespace {

// The members of a profile in a request; null takes one away.
ProfilePatch take_profile(Members& members) {
  ProfilePatch patch;
  for (const ProfileMember& member : profile_members) {
    if (member.name == "attributes") continue;
    if (const auto text = members.changed_text(member.name)) patch.*member.change = *text;
  }
  if (const auto* attributes = members.optional_object("attributes")) {
    patch.attributes = boost::json::serialize(*attributes);
  }
  return patch;
}

// The role a request names; nothing where it names none.
std::optional<Role> take_role(Members& members) {
  const auto text = members.optional_text("role");
  if (!text) return std::nullopt;
  const auto role = parse_role(*text);
  if (!role) members.fail("role", "must be viewer, analyst, admin or ops");
  return role;
}

Render render_user(Service& service, int status) {
  return [&service, status](const Outcome& outcome, Response& response) {
    response.status = status;
    answer_user(service.model(), outcome.user, outcome.position, response);
    if (status == 201) response.location = "/v1/users/" + outcome.user.text();
  };
}

void create_user(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  CreateUser command;
  apply_patch(command.profile, take_profile(change.members()));
  command.role.role = take_role(change.members()).value_or(default_role);
  command.active = change.members().optional_flag("active").value_or(true);
  change.execute(service, reply, std::move(command), render_user(service, 201));
}

void change_user(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  ChangeProfile command{change.user(), take_profile(change.members()), change.expected()};
  change.execute(service, reply, std::move(command), render_user(service, 200));
}

void put_role(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  AssignRole command{change.user(), {}, change.expected()};
  if (const auto role = take_role(change.members())) {
    command.role.role = *role;
  } else {
    change.members().fail("role", "is missing");
  }
  change.execute(service, reply, std::move(command), render_user(service, 200));
}

template <class Switch>  // DeactivateUser or ActivateUser
void switch_user(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const Switch command{change.user(), change.expected()};
  change.execute(service, reply, command, render_user(service, 200));
}

// Answers with the present user that `find` finds at the asked position.
template <class Find>
void answer_found(Service& service, const Request& request, Reply& reply, Find find) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const Position at = read_point(parameters, model).at;
  if (const auto error = parameters.error()) return reply.refuse(*error);
  const auto guard = model.enter();
  const std::optional<UserNo> user = find(model.state(), at);
  if (!user || !is_present(model.state().users().at(*user, at)->status)) {
    return reply.refuse(Problem(Error{Errc::not_found, "", "there is no such user"}));
  }
  answer_user(model, model.state().users().id(*user), at, reply.response);
}

void get_user(Service& service, const Request& request, Reply& reply) {
  answer_found(service, request, reply, [&](const State& state, Position at) {
    const auto id = UserId::parse(request.capture("id"));
    return id ? state.find_user(*id, at) : std::nullopt;
  });
}

void get_user_by_username(Service& service, const Request& request, Reply& reply) {
  answer_found(service, request, reply, [&](const State& state, Position at) {
    return state.find_username(canonical_key(request.capture("name")), at);
  });
}

void get_user_by_email(Service& service, const Request& request, Reply& reply) {
  answer_found(service, request, reply, [&](const State& state, Position at) {
    return state.find_email(canonical_key(request.capture("email")), at);
  });
}

void get_me(Service& service, const Request& request, Reply& reply) {
  answer_found(service, request, reply, [&](const State& state, Position at) {
    return state.find_user(caller_of(request).user, at);
  });
}

UserOrder take_order(Parameters& parameters, const UserFilter& filter) {
  const auto sort = parameters.text("sort");
  if (!sort) return UserOrder::created;
  if (!filter.prefix.empty() || filter.group) {
    parameters.fail("sort", "cannot be combined with q or group");
  }
  if (*sort == "created_at") return UserOrder::created;
  if (*sort == "-created_at") return UserOrder::created_descending;
  if (*sort != "username") {
    parameters.fail("sort", "must be created_at, -created_at or username");
  }
  return UserOrder::username;
}

void answer_users(Service& service, Reply& reply, const UserFilter& filter, UserOrder order,
                  std::size_t limit, const ReadPoint& point) {
  const ReadModel& model = service.model();
  const auto page = list_users(model, filter, order, limit, point.at, point.after);
  if (!page) return reply.refuse(page.error());
  answer_list(reply.response, "users", point.at, page->next, [&](JsonWriter& json) {
    for (const UserNo user : page->users) append_user(json, model, user, point.at);
  });
}

void list_all_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  const UserFilter filter = user_filter(parameters);
  const UserOrder order = take_order(parameters, filter);
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.error()) return reply.refuse(*error);
  answer_users(service, reply, filter, order, limit, point);
}

void list_holders(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.error()) return reply.refuse(*error);
  const auto role = parse_role(request.capture("role"));
  if (!role) return reply.refuse(Problem(Error{Errc::not_found, "", "there is no such role"}));
  UserFilter filter;
  filter.roles = set_of(*role);
  filter.statuses = set_of(Status::active);
  answer_users(service, reply, filter, UserOrder::created, limit, point);
}

void count_all_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Position at = read_point(parameters, service.model()).at;
  const UserFilter filter = user_filter(parameters);
  const auto by = parameters.text("by");
  if (by && *by != "role" && *by != "status") parameters.fail("by", "must be role or status");
  if (const auto error = parameters.error()) return reply.refuse(*error);
  const auto counts = count_users(service.model(), filter, at);
  if (!counts) return reply.refuse(counts.error());
  JsonWriter json(reply.response.body);
  append_counts(json, *counts, filter, by, at);
  reply.response.position = at;
}

void list_roles(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Position at = read_point(parameters, service.model()).at;
  if (const auto error = parameters.error()) return reply.refuse(*error);
  const auto counts = service.model().counts().at(at);
  answer_list(reply.response, "roles", at, {}, [&](JsonWriter& json) {
    for (unsigned rank = 1; rank <= role_count; ++rank) {
      const auto role = static_cast<Role>(rank);
      json.begin_object();
      json.member("role", word(role));
      json.member("rank", rank);
      json.member("holders", sum(counts, set_of(class_of(role, Status::active))));
      json.end_object();
    }
  });
}

}  // namespace

std::vector<Route> user_routes(Service& service) {
  const auto with = [&service](auto handler) -> Handler {
    return [&service, handler](const Request& request, Reply& reply) {
      handler(service, request, reply);
    };
  };
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  // Everyone may deactivate themselves; anyone else needs the rank, which decide() asks for.
  const Right deactivate = Right::needs(Capability::manage, Role::viewer);
  return {
      {Method::post, "/v1/users", manage, Kind::command, with(&create_user)},
      {Method::get, "/v1/users", read, Kind::read, with(&list_all_users)},
      {Method::get, "/v1/users/count", read, Kind::read, with(&count_all_users)},
      {Method::get, "/v1/users/by-username/{name}", read, Kind::read, with(&get_user_by_username)},
      {Method::get, "/v1/users/by-email/{email}", read, Kind::read, with(&get_user_by_email)},
      {Method::get, "/v1/users/{id}", read, Kind::read, with(&get_user)},
      {Method::patch, "/v1/users/{id}", manage, Kind::command, with(&change_user)},
      {Method::put, "/v1/users/{id}/role", manage, Kind::command, with(&put_role)},
      {Method::post, "/v1/users/{id}/deactivate", deactivate, Kind::command,
       with(&switch_user<DeactivateUser>)},
      {Method::post, "/v1/users/{id}/activate", manage, Kind::command,
       with(&switch_user<ActivateUser>)},
      {Method::get, "/v1/me", read, Kind::read, with(&get_me)},
      {Method::get, "/v1/roles", read, Kind::read, with(&list_roles)},
      {Method::get, "/v1/roles/{role}/holders", read, Kind::read, with(&list_holders)},
  };
}

}  // namespace rolecall::native
