// Keycloak's admin events, and the user events, of which there are none: sign-ins are not recorded.
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/admin_event_list.hpp"
#include "api/dialects/wallaroo/dialect.hpp"

namespace rolecall::wallaroo {
namespace {

constexpr std::int64_t us_per_day = 86'400'000'000;

// yyyy-MM-dd, or milliseconds since 1970. A day as an end includes it.
std::optional<Timestamp> take_date(Parameters& parameters, std::string_view name, bool is_end) {
  const auto text = parameters.text(name);
  if (!text || text->empty()) return std::nullopt;
  if (const auto day = parse_timestamp(std::string(*text) + "T00:00:00Z")) {
    return Timestamp{day->us + (is_end ? us_per_day : 0)};
  }
  constexpr std::int64_t us_per_ms = 1000;
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

AdminEventFilter take_filter(Parameters& parameters) {
  AdminEventFilter filter;
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

// What does not fit a piece is read and written piece by piece, in the turn of whoever asked.
void go_on(Service& service, std::shared_ptr<AdminEventList> list, const Uuid& caller, Place place,
           Response& response) {
  response.more = [&service, list = std::move(list), caller,
                   place = std::move(place)](const Later& next) {
    if (list->is_done()) return next.send(Response());
    service.pools().scans.resume(caller, [list, next] {
      if (!next.is_wanted()) return;
      Response piece;
      if (!list->next(piece.body)) piece.status = 500;
      next.send(std::move(piece));
    });
  };
}

void list_admin_events(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  AdminEventFilter filter = take_filter(parameters);
  const Slice slice = slice_of(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto list = std::make_shared<AdminEventList>(service.directory(), std::move(filter), slice,
                                                     std::string(request.capture("realm")));
  answer_in(
      service.pools().scans, request, reply,
      [&service, list, caller = turn_of(request)](Response& response) -> std::optional<Problem> {
        if (const auto read = list->next(response.body); !read) return Problem(read.error());
        response.position = list->head();
        if (list->is_done()) return std::nullopt;
        auto place = service.take_long_answer_place(caller);
        if (!place) return Problem(503, "Too many long lists are being read");
        go_on(service, list, caller, std::move(place), response);
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
