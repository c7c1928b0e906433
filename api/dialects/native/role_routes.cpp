// Roles: giving them, who holds them, which run out, how many held them over time.
#include "api/dialects/native/change_request.hpp"
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "engine/limits.hpp"
#include "projections/history/role_counts.hpp"
#include "projections/users/bound_role_query.hpp"

namespace rolecall::native {
namespace {

void put_role(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  AssignRole command{change.user(), {}, change.expected()};
  if (const auto role = take_role(change.members())) {
    command.role.grant.role = *role;
  } else {
    change.members().fail("role", "is missing");
  }
  command.valid_until = take_time(change.members(), "valid_until");
  // Whoever gives a role is told what of the user's stays below it.
  const auto render = [&service](const Outcome& outcome, Response& response) {
    answer_user(UserAt::find(View(service.model(), outcome.position), outcome.user).value(),
                response, true);
  };
  change.execute(service, reply, std::move(command), render);
}

void list_holders(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto role = parse_role(request.capture("role"));
  if (!role) return reply.refuse(Problem(Error{Errc::not_found, "", "there is no such role"}));
  UserFilter filter;
  filter.roles = set_of(*role);
  filter.statuses = set_of(Status::active);
  const ReadModel& model = service.model();
  const auto page = list_users(point.view, filter, UserOrder::created, limit, point.after);
  if (!page) return reply.refuse(page.error());
  const auto holders = set_of(class_of(*role, Status::active));
  answer_page(point.view, *page, reply.response, sum(model.counts().at(point.view.at()), holders));
}

void list_roles(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto counts = service.model().counts().at(view.at());
  answer_list(view, reply.response, "roles", {}, [&](JsonWriter& json) {
    for (unsigned rank = 1; rank <= role_count; ++rank) {
      const auto role = static_cast<Role>(rank);
      json.begin_object();
      json.member("role", name_of(role));
      json.member("rank", rank);
      json.member("holders", sum(counts, set_of(class_of(role, Status::active))));
      json.end_object();
    }
  });
}

// From `since` to `until`: at so many moments, or at both and each start of a quarter between.
std::vector<Timestamp> moments_of(Parameters& parameters, Timestamp now) {
  const auto since = time_parameter(parameters, "since");
  const Timestamp until = time_parameter(parameters, "until").value_or(now);
  const std::size_t points = parameters.integer("points", 2, limits::page_max_rows, 0);
  if (!since) parameters.fail("since", "is missing");
  if (until > now) parameters.fail("until", "lies in the future");
  if (since && *since >= until) parameters.fail("since", "must be before `until`");
  if (parameters.error()) return {};
  auto moments =
      points != 0 ? spread_evenly(*since, until, points) : starts_of_quarters(*since, until);
  if (moments.size() > limits::page_max_rows) parameters.fail("since", "is too long ago");
  return moments;
}

void list_role_counts(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  const auto moments = moments_of(parameters, view.time());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto counts = role_counts(view, moments);
  answer_list(view, reply.response, "role_counts", {}, [&](JsonWriter& json) {
    for (const RoleCounts& one : counts) {
      json.begin_object();
      append_time(json, "time", one.time);
      json.member("position", number(one.position));
      json.key("counts");
      json.begin_object();
      for (unsigned rank = 1; rank <= role_count; ++rank) {
        json.member(name_of(static_cast<Role>(rank)), one.holders[rank - 1]);
      }
      json.end_object();
      json.end_object();
    }
  });
}

void list_expiring(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  const auto before = time_parameter(parameters, "before");
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [before, limit, point](Response& response) -> std::optional<Problem> {
              const auto page = list_expiring_roles(point.view, before, limit, point.after);
              if (!page) return Problem(page.error());
              answer_page(point.view, *page, response);
              return std::nullopt;
            });
}

}  // namespace

std::vector<Route> role_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right admin = Right::needs(Capability::read, Role::admin);  // it is of the past
  const Right manage = Right::needs(Capability::manage, Role::admin);
  return {
      {Method::put, "/v1/users/{id}/role", manage, Kind::command, handler(service, &put_role)},
      {Method::get, "/v1/roles", read, Kind::read, handler(service, &list_roles)},
      {Method::get, "/v1/role-counts", admin, Kind::read, handler(service, &list_role_counts)},
      {Method::get, "/v1/roles/expiring", read, Kind::read, handler(service, &list_expiring)},
      {Method::get, "/v1/roles/{role}/holders", read, Kind::read, handler(service, &list_holders)},
  };
}

}  // namespace rolecall::native
