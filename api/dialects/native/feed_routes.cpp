// The log as it grows: a stream of server-sent events (WHATWG HTML, 9.2), and a call that waits.
#include "api/dialects/native/event_feed.hpp"
#include "api/dialects/native/event_filter.hpp"
#include "api/dialects/native/event_wire.hpp"
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
  append_event(json, model, event, event.position);
  out += '\n';
}

// Behind which position to begin. One that is not there yet is of another log, or of this one
// before it was restored from a backup.
Position read_after(Parameters& parameters, const Request& request, Position head) {
  Position after{parameters.integer("after", 0, limits::position_max, 0)};
  if (after > head) parameters.fail("after", "lies in the future");
  if (const auto last = request.header("Last-Event-ID"); last && !last->empty()) {
    after = parse_position(*last).value_or(State::newest);
    if (after > head) parameters.fail("Last-Event-ID", "is not a position of this log");
  }
  return after;
}

// Whoever opened a stream may have lost the key or the rank since.
bool may_read_on(Service& service, const Caller& caller) {
  const auto now =
      caller.key.is_nil() ? service.caller_of(caller.user) : service.caller_of(caller.key);
  return now && now->role >= Role::admin;
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

void stream_events(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Position head = service.model().head();
  const Position after = read_after(parameters, request, head);
  const EventFilter filter = event_filter(parameters, service.model(), head);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  Response& response = reply.response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.position = head;
  response.body = "retry: 1000\n\n";
  const auto feed = std::make_shared<EventFeed>(service, filter, after);
  response.more = [&service, feed, caller = caller_of(request)](const Later& next) {
    feed->next(limits::feed_piece_events, deadline_in(limits::feed_heartbeat_s),
               [&service, feed, caller, next](const std::vector<Recorded>& events) {
                 Response piece;
                 if (may_read_on(service, caller)) {
                   piece.body = server_sent(service.model(), events, feed->after());
                 }
                 next.send(std::move(piece));
               });
  };
}

void poll_events(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Position head = service.model().head();
  const Position after = read_after(parameters, request, head);
  const EventFilter filter = event_filter(parameters, service.model(), head);
  const std::size_t limit = page_limit(parameters);
  const std::size_t wait_s = parameters.integer("wait", 0, limits::feed_wait_max_s, 30);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto feed = std::make_shared<EventFeed>(service, filter, after);
  feed->next(limit, deadline_in(wait_s),
             [&service, feed, later = reply.later()](const std::vector<Recorded>& events) {
               Response response;
               if (events.empty()) response.status = 204;
               response.content_type = "application/x-ndjson";
               response.position = feed->after();
               for (const Recorded& event : events) {
                 append_line(response.body, service.model(), event);
               }
               later.send(std::move(response));
             });
}

}  // namespace

std::vector<Route> feed_routes(Service& service) {
  const Right admin = Right::needs(Capability::read, Role::admin);
  return {
      {Method::get, "/v1/events/stream", admin, Kind::read, handler(service, &stream_events)},
      {Method::get, "/v1/events/poll", admin, Kind::read, handler(service, &poll_events)},
  };
}

}  // namespace rolecall::native
