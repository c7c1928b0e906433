// Keycloak's admin events, and the user events, of which there are none: sign-ins are not recorded.
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/answer.hpp"
#include "api/dialects/wallaroo/admin_event.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/paging.hpp"
#include "projections/history/event_query.hpp"

namespace rolecall::wallaroo {
namespace {

constexpr std::int64_t us_per_ms = 1000;
constexpr std::int64_t us_per_day = 86'400'000'000;
constexpr std::size_t events_most = 100'000;  // of one answer

// All that is given must hold; of a list one word is enough.
struct EventFilter {
  std::vector<std::string> operations, resources;
  std::string path, user, client, address;
  std::optional<Timestamp> from, until;  // `until` not included

  bool accepts(const Recorded& recorded, const AdminEvent& event) const {
    const auto has = [](const std::vector<std::string>& words, std::string_view word) {
      return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
    };
    return has(operations, event.operation) && has(resources, event.resource) &&
           (path.empty() || matches(event.path, path)) &&
           (user.empty() || recorded.actor.user.text() == user) &&
           (client.empty() || word(recorded.channel) == client) && address.empty();
  }

  // `*` stands for any text. Where the text behind a star does not fit, that star takes one
  // character more; no earlier one has to be tried again.
  static bool matches(std::string_view text, std::string_view pattern) {
    std::size_t at = 0, want = 0;
    std::optional<std::pair<std::size_t, std::size_t>> star;  // behind it, and where it took up to
    while (at < text.size()) {
      if (want < pattern.size() && pattern[want] == '*') {
        star = {++want, at};
      } else if (want < pattern.size() && pattern[want] == text[at]) {
        ++want;
        ++at;
      } else if (star) {
        want = star->first;
        at = ++star->second;
      } else {
        return false;
      }
    }
    return pattern.find_first_not_of('*', want) == pattern.npos;
  }
};

// yyyy-MM-dd, or milliseconds since 1970. A day as an end includes it.
std::optional<Timestamp> take_date(Parameters& parameters, std::string_view name, bool is_end) {
  const auto text = parameters.text(name);
  if (!text || text->empty()) return std::nullopt;
  if (const auto day = parse_timestamp(std::string(*text) + "T00:00:00Z")) {
    return Timestamp{day->us + (is_end ? us_per_day : 0)};
  }
  std::int64_t ms = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, failed] = std::from_chars(text->data(), end, ms);
  constexpr std::int64_t ms_most = 253'402'300'800'000;  // year 10000
  if (failed != std::errc{} || stop != end || ms < 0 || ms > ms_most) {
    parameters.fail(name, "must be yyyy-MM-dd or milliseconds since 1970");
    return std::nullopt;
  }
  return Timestamp{(ms + (is_end ? 1 : 0)) * us_per_ms};
}

EventFilter take_filter(Parameters& parameters) {
  EventFilter filter;
  for (const std::string_view one : parameters.texts("operationTypes")) {
    filter.operations.emplace_back(one);
  }
  for (const std::string_view one : parameters.texts("resourceTypes")) {
    filter.resources.emplace_back(one);
  }
  filter.path = parameters.text("resourcePath").value_or("");
  filter.user = parameters.text("authUser").value_or("");
  filter.client = parameters.text("authClient").value_or("");
  filter.address = parameters.text("authIpAddress").value_or("");
  filter.from = take_date(parameters, "dateFrom", false);
  filter.until = take_date(parameters, "dateTo", true);
  return filter;
}

// In the background: looks at all events of the dates until the page is full.
void list_admin_events(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const EventFilter filter = take_filter(parameters);
  Slice slice = slice_of(parameters);
  slice.max = std::min(slice.max, events_most);
  if (parameters.error()) return reply.refuse(*parameters.error());
  answer_in(service.pools().scans, request, reply,
            [&service, filter, slice, realm = std::string(request.capture("realm"))](
                Response& response) -> std::optional<Problem> {
              const State& state = service.model().state();
              const Position head = state.head();
              const auto before = [&](Timestamp time) {
                return state.position_at({time.us - 1}, head);
              };
              const Position after = filter.from ? before(*filter.from) : Position{0};
              const Position last = filter.until ? before(*filter.until) : head;
              std::size_t place = 0;
              JsonWriter json(response.body);
              json.begin_array();
              const auto visited = visit_events_newest_first(
                  service.directory(), after, last, [&](const Recorded& recorded) {
                    if (slice.max == 0) return false;
                    const AdminEvent event = admin_event_of(recorded.event);
                    if (!filter.accepts(recorded, event)) return true;
                    const std::size_t here = place++;
                    if (here >= slice.first) append_admin_event(json, recorded, event, realm);
                    return place - std::min(place, slice.first) < slice.max;
                  });
              if (!visited) return Problem(visited.error());
              json.end_array();
              response.position = head;
              return std::nullopt;
            });
}

void list_user_events(Service&, const Request&, Reply& reply) { reply.response.body = "[]"; }

}  // namespace

std::vector<Route> event_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const std::string realm = base + "/admin/realms/{realm}";
  return {
      {Method::get, realm + "/admin-events", read, Kind::read,
       handler(service, &list_admin_events)},
      {Method::get, realm + "/events", read, Kind::read, handler(service, &list_user_events)},
  };
}

}  // namespace rolecall::wallaroo
