// What happened: the log, a user's history, the changes of roles.
#include "api/dialects/native/event_filter.hpp"
#include "api/dialects/native/event_wire.hpp"
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "engine/limits.hpp"
#include "projections/history/event_query.hpp"

namespace rolecall::native {
namespace {

using AppendEvent = void (*)(JsonWriter&, const ReadModel&, const Recorded&, Position);

void answer_events(const ReadModel& model, const EventPage& page, Position at,
                   std::string_view name, AppendEvent append, Response& response) {
  answer_list(response, name, at, page.next, [&](JsonWriter& json) {
    for (const Recorded& recorded : page.events) append(json, model, recorded, at);
  });
}

EventRange range_of(const ReadPoint& point, std::size_t limit) {
  return {point.at, Position{point.after ? point.after->last : 0}, limit};
}

void list_history(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  const EventRange range = range_of(point, page_limit(parameters));
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto user = user_in_path(request, "id");
  if (!user) return reply.refuse(user.error());
  if (!may_read_history(caller_of(request), *user)) {
    return reply.refuse(history_forbidden());
  }
  {
    const auto guard = service.model().enter();
    if (!service.model().state().find_user(*user, point.at)) {
      return reply.refuse(Problem(Error{Errc::not_found, "", "there is no such user"}));
    }
  }
  answer_in_background(
      service, reply,
      [&service, user = *user, range](Response& response) -> std::optional<Problem> {
        const auto page = list_events(service.directory(), {.user = user}, range);
        if (!page) return Problem(page.error());
        answer_events(service.model(), *page, range.at, "events", &append_event, response);
        return std::nullopt;
      });
}

void list_all_events(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  EventRange range = range_of(point, page_limit(parameters));
  const Position after{parameters.integer("after", 0, limits::position_max, 0)};
  range.after = std::max(range.after, after);
  const EventFilter filter = event_filter(parameters, service.model(), point.at);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto answer =
      filter.types == all_event_types ? &answer_in_background : &answer_in_scan_pool;
  answer(service, reply, [&service, filter, range](Response& response) -> std::optional<Problem> {
    const auto page = list_events(service.directory(), filter, range);
    if (!page) return Problem(page.error());
    answer_events(service.model(), *page, range.at, "events", &append_event, response);
    return std::nullopt;
  });
}

RoleChangeFilter role_change_filter(Parameters& parameters, const ReadModel& model, Position at) {
  RoleChangeFilter filter;
  filter.user = person_parameter(parameters, model, "user", at);
  filter.actor = person_parameter(parameters, model, "actor", at);
  filter.group = group_parameter(parameters, model, at);
  if (const auto text = parameters.text("role")) {
    filter.role = parse_role(*text);
    if (!filter.role) parameters.fail("role", "must be viewer, analyst, admin or ops");
  }
  return filter;
}

// Narrows a range to the moments from `since` to `until`, both included.
void take_period(Parameters& parameters, const State& state, EventRange& range) {
  if (const auto since = time_parameter(parameters, "since")) {
    const Position before = state.position_at({since->us - 1}, range.at);
    range.after = std::max(range.after, before);
  }
  if (const auto until = time_parameter(parameters, "until"))
    range.at = state.position_at(*until, range.at);
}

void list_changes_of_roles(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  EventRange range = range_of(point, page_limit(parameters));
  const RoleChangeFilter filter = role_change_filter(parameters, service.model(), point.at);
  take_period(parameters, service.model().state(), range);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in_background(
      service, reply,
      [&service, filter, range, at = point.at](Response& response) -> std::optional<Problem> {
        auto page = list_role_changes(service.directory(), filter, range);
        if (!page) return Problem(page.error());
        if (page->next) page->next->position = at;  // `until` is asked for again, `at` is pinned
        answer_events(service.model(), *page, at, "role_changes", &append_role_change, response);
        return std::nullopt;
      });
}

}  // namespace

std::vector<Route> history_routes(Service& service) {
  const Right admin = Right::needs(Capability::read, Role::admin);
  return {
      {Method::get, "/v1/users/{id}/history", Right::needs(Capability::read, Role::viewer),
       Kind::read, handler(service, &list_history)},
      {Method::get, "/v1/events", admin, Kind::read, handler(service, &list_all_events)},
      {Method::get, "/v1/role-changes", admin, Kind::read,
       handler(service, &list_changes_of_roles)},
  };
}

}  // namespace rolecall::native
