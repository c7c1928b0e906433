// What happened: the log, a user's history and roles, the changes of roles.
#include "api/dialects/native/event_filter.hpp"
#include "api/dialects/native/event_json.hpp"
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "engine/limits.hpp"
#include "projections/history/event_query.hpp"
#include "projections/users/role_timeline.hpp"

namespace rolecall::native {
namespace {

using AppendEvent = void (*)(JsonWriter&, const View&, const Recorded&);

void answer_events(const View& view, const EventPage& page, std::string_view name,
                   AppendEvent append, Response& response) {
  answer_list(view, response, name, page.next, [&](JsonWriter& json) {
    for (const Recorded& recorded : page.events) append(json, view, recorded);
  });
}

PositionRange range_of(const ReadPoint& point, std::size_t limit) {
  return {point.view.at(), Position{point.after ? point.after->last : 0}, limit};
}

// The user of the path, whose history the caller may read.
Parsed<UserId> user_with_history(const View& view, const Request& request) {
  const auto user = user_in_path(request, "id");
  if (!user) return user.error();
  if (const auto refusal = Access::of(request).history_of(*user)) return *refusal;
  if (view.state().find_user(*user, view.at())) return *user;
  return Problem(Error{Errc::not_found, "", "there is no such user"});
}

void list_history(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  const PositionRange range = range_of(point, page_limit(parameters));
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto user = user_with_history(point.view, request);
  if (!user) return reply.refuse(user.error());
  answer_in(service.pools().log, request, reply,
            [&service, user = *user, range,
             view = point.view](Response& response) -> std::optional<Problem> {
              const auto page = list_events(service.directory(), {.user = user}, range);
              if (!page) return Problem(page.error());
              answer_events(view, *page, "events", &append_event, response);
              return std::nullopt;
            });
}

// What the event that it began with tells too: who gave the role, why, and through what.
void append_span(JsonWriter& json, const View& view, const RoleSpan& span, const Recorded& event) {
  const State& state = view.state();
  json.begin_object();
  json.member("role", name_of(span.role));
  json.member("position", number(span.since));
  append_time(json, "since", event.time);
  append_time(json, "until", span.until ? std::optional(state.time_of(*span.until)) : std::nullopt);
  append_time(json, "valid_until", span.valid_until);
  append_origin(json, view, event);
  json.end_object();
}

void list_timeline(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto user = user_with_history(point.view, request);
  if (!user) return reply.refuse(user.error());
  answer_in(service.pools().log, request, reply,
            [&service, id = *user, limit, point](Response& response) -> std::optional<Problem> {
              const auto timeline = role_timeline(point.view, id, limit, point.after);
              if (!timeline) return Problem(timeline.error());
              std::vector<Recorded> events;
              for (const RoleSpan& span : timeline->spans) {
                auto event = read_event(service.directory(), span.since);
                if (!event) return Problem(event.error());
                events.push_back(*std::move(event));
              }
              answer_list(point.view, response, "roles", timeline->next, [&](JsonWriter& json) {
                for (std::size_t i = 0; i < events.size(); ++i) {
                  append_span(json, point.view, timeline->spans[i], events[i]);
                }
              });
              return std::nullopt;
            });
}

void list_all_events(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  PositionRange range = range_of(point, page_limit(parameters));
  range.after = std::max(range.after, after_parameter(parameters, point.view.at()));
  const EventFilter filter = event_filter(parameters, point.view);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  Pool& pool = may_read_much(filter) ? service.pools().scans : service.pools().log;
  answer_in(
      pool, request, reply,
      [&service, filter, range, view = point.view](Response& response) -> std::optional<Problem> {
        const auto page = list_events(service.directory(), filter, range);
        if (!page) return Problem(page.error());
        answer_events(view, *page, "events", &append_event, response);
        return std::nullopt;
      });
}

RoleChangeFilter role_change_filter(Parameters& parameters, const View& view) {
  RoleChangeFilter filter;
  filter.user = person_parameter(parameters, view, "user");
  filter.actor = person_parameter(parameters, view, "actor");
  filter.group = group_parameter(parameters, view);
  if (const auto text = parameters.text("role")) {
    filter.role = parse_role(*text);
    if (!filter.role) parameters.fail("role", "must be viewer, analyst, admin or ops");
  }
  return filter;
}

// Narrows a range to the moments from `since` to `until`, both included.
void take_period(Parameters& parameters, const State& state, PositionRange& range) {
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
  PositionRange range = range_of(point, page_limit(parameters));
  const RoleChangeFilter filter = role_change_filter(parameters, point.view);
  take_period(parameters, service.model().state(), range);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(
      service.pools().log, request, reply,
      [&service, filter, range, view = point.view](Response& response) -> std::optional<Problem> {
        auto page = list_role_changes(service.directory(), filter, range);
        if (!page) return Problem(page.error());
        if (page->next)
          page->next->position = view.at();  // `until` is asked for again, `at` is pinned
        answer_events(view, *page, "role_changes", &append_role_change, response);
        return std::nullopt;
      });
}

}  // namespace

std::vector<Route> history_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right admin = Right::needs(Capability::read, Role::admin);
  return {
      {Method::get, "/v1/users/{id}/history", read, Kind::read, handler(service, &list_history)},
      {Method::get, "/v1/users/{id}/roles", read, Kind::read, handler(service, &list_timeline)},
      {Method::get, "/v1/events", admin, Kind::read, handler(service, &list_all_events)},
      {Method::get, "/v1/role-changes", admin, Kind::read,
       handler(service, &list_changes_of_roles)},
  };
}

}  // namespace rolecall::native
