// The log as it grows: a stream of server-sent events (WHATWG HTML, 9.2), and a call that waits.
#include "api/dialects/native/event_feed.hpp"
#include "api/dialects/native/event_filter.hpp"
#include "api/dialects/native/event_json.hpp"
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "engine/limits.hpp"

namespace rolecall::native {
namespace {

EventFeed::Deadline deadline_in(std::size_t seconds) {
  return HeadWatch::Clock::now() + std::chrono::seconds(seconds);
}

// One line of JSON. Names are those of the event's own position, so that an event reads the same
// whenever it is read.
void append_line(std::string& out, const ReadModel& model, const Recorded& event) {
  JsonWriter json(out);
  append_event(json, View(model, event.position), event);
  out += '\n';
}

// Behind which position to begin: `after`, where the header does not say otherwise.
Position read_after(Parameters& parameters, const Request& request, Position head) {
  if (const auto last = request.header("Last-Event-ID"); last && !last->empty()) {
    parameters.integer("after", 0, limits::position_max, 0);
    const auto resumed = parse_position(*last);
    if (!resumed) parameters.fail("Last-Event-ID", "is not a position");
    if (resumed && *resumed > head) parameters.fail("Last-Event-ID", beyond_last(head));
    return resumed.value_or(head);
  }
  return after_parameter(parameters, head);
}

const Right may_follow = Right::needs(Capability::read, Role::admin);

// Whoever asked may have lost the key or the rank by the time there is an answer.
std::optional<Problem> check_still_admitted(Service& service, const Caller& caller) {
  if (caller.is_operator()) return std::nullopt;
  const auto now = service.caller_of(caller.key);
  return now ? check_right(*now, may_follow) : Problem(now.error());
}

// With no event to tell, how far it has been read, which keeps the connection alive: an id without
// data is kept by the client and shown to nobody.
std::string server_sent(const ReadModel& model, const std::vector<Recorded>& events,
                        Position after) {
  std::string text;
  for (const Recorded& event : events) {
    text += "id: " + std::to_string(number(event.position)) + "\ndata: ";
    append_line(text, model, event);
    text += '\n';
  }
  if (events.empty()) text = ":\nid: " + std::to_string(number(after)) + "\n\n";
  return text;
}

// An error is an event that no EventSource takes for a message; what comes behind it is the end.
std::string server_sent(const Error& error) {
  std::string text = "event: problem\ndata: ";
  JsonWriter json(text);
  json.begin_object();
  json.member("code", name_of(error.code));
  json.member("detail", error.detail);
  json.end_object();
  return text + "\n\n";
}

// What both kinds of feed ask for; nothing: refused.
std::shared_ptr<EventFeed> open_feed(Service& service, const Request& request,
                                     Parameters& parameters, Reply& reply) {
  const View now(service.model());
  const Position after = read_after(parameters, request, now.at());
  const EventFilter filter = event_filter(parameters, now);
  if (const auto error = parameters.done()) return reply.refuse(*error), nullptr;
  const Uuid caller = turn_of(request);
  auto place = service.take_feed_place(caller);
  if (!place) return reply.refuse(Problem(503, "Too many feeds are open")), nullptr;
  return std::make_shared<EventFeed>(service, caller, std::move(place), filter, after);
}

// Ends where the server stops, the credential is good no longer, or the log cannot be read.
void stream_events(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const auto feed = open_feed(service, request, parameters, reply);
  if (!feed) return;
  Response& response = reply.response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.position = service.model().head();
  response.body = "retry: 1000\n\n";
  response.is_endless = true;
  response.more = [&service, feed, caller = caller_of(request),
                   has_failed = std::make_shared<bool>(false)](const Later& next) {
    if (*has_failed) return next.send(Response());
    feed->next(limits::feed_piece_events, deadline_in(limits::feed_heartbeat_s),
               [&service, feed, caller, has_failed, next](const auto& events) {
                 Response piece;
                 *has_failed = !events;
                 const bool ends = service.directory().head_watch().is_closed() ||
                                   check_still_admitted(service, caller);
                 if (!ends) {
                   piece.body = events ? server_sent(service.model(), *events, feed->after())
                                       : server_sent(events.error());
                 }
                 next.send(std::move(piece));
               });
  };
}

void poll_events(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const std::size_t limit = page_limit(parameters);
  const std::size_t wait_s = parameters.integer("wait", 0, limits::feed_wait_max_s, 30);
  const auto feed = open_feed(service, request, parameters, reply);
  if (!feed) return;
  const auto take = [&service, feed, caller = caller_of(request), id = reply.request(),
                     shape = reply.error_shape(), type = accepted_ndjson(request),
                     later = reply.later()](const auto& events) {
    Response response;
    auto problem = check_still_admitted(service, caller);
    if (!problem && !events) problem = Problem(events.error());
    if (problem) {
      refuse(*problem, id, shape, response);
    } else {
      if (events->empty()) response.status = 204;
      response.content_type = type;
      response.position = feed->after();
      for (const Recorded& event : *events) append_line(response.body, service.model(), event);
    }
    later.send(std::move(response));
  };
  feed->next(limit, deadline_in(wait_s), take);
}

}  // namespace

std::vector<Route> feed_routes(Service& service) {
  return {
      {Method::get, "/v1/events/stream", may_follow, Kind::read, handler(service, &stream_events)},
      {Method::get, "/v1/events/poll", may_follow, Kind::read, handler(service, &poll_events)},
  };
}

}  // namespace rolecall::native
