// Many users: list, count, look up.
#include <array>
#include <optional>
#include <vector>

#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "api/http/body.hpp"
#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"
#include "projections/users/user_sort.hpp"

namespace rolecall::native {
namespace {

// Whether a page of it comes without looking at many users first. In the past the walk over names
// may pass many that came since, or that nobody has any more.
bool finds_at_once(const UserFilter& filter, bool is_newest) {
  if (!filter.username.empty()) return true;
  if (!filter.email.empty()) return false;  // many may share it
  if (filter.group) return false;
  const bool takes_most = filter.roles == all_roles && filter.statuses == present_statuses;
  return filter.prefix.empty() || (takes_most && is_newest);
}

void list_all_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadPoint point = read_point(parameters, service.model());
  const UserFilter filter = user_filter(parameters, point.view);
  std::optional<UserSort> sort;
  if (const auto text = parameters.text("sort")) {
    sort = parse_user_sort(*text);
    if (!sort) parameters.fail("sort", "must be a member of a user, with - before it to turn it");
  }
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto work = [filter, sort, limit, point](Response& response) -> std::optional<Problem> {
    const auto page = sort ? list_users_sorted(point.view, filter, *sort, limit, point.after)
                           : list_users(point.view, filter, UserOrder::created, limit, point.after);
    if (!page) return Problem(page.error());
    answer_page(point.view, *page, response);
    return std::nullopt;
  };
  const bool is_newest = point.view.at() == service.model().head();
  if (!sort && finds_at_once(filter, is_newest)) return answer_at_once(reply, work);
  answer_in(service.pools().computing, request, reply, work);
}

void count_all_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  const UserFilter filter = user_filter(parameters, view);
  const auto by = parameters.text("by");
  if (by && *by != "role" && *by != "status") parameters.fail("by", "must be role or status");
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto work = [filter, by = std::string(by.value_or("")),
                     view](Response& response) -> std::optional<Problem> {
    const auto counts = count_users(view, filter);
    if (!counts) return Problem(counts.error());
    JsonWriter json(response.body);
    append_counts(json, *counts, filter, by, view.at());
    response.position = view.at();
    return std::nullopt;
  };
  const bool counts_classes = filter.prefix.empty() && filter.email.empty() && !filter.group;
  if (counts_classes) return answer_at_once(reply, work);
  answer_in(service.pools().computing, request, reply, work);
}

// What a look-up names its users by.
struct LookedUp {
  std::string_view member;
  std::optional<UserNo> (*find)(const State& state, std::string_view text, Position at);
};

constexpr std::array<LookedUp, 3> looked_up{{
    {"ids",
     [](const State& state, std::string_view text, Position at) {
       const auto id = UserId::parse(text);
       return id ? state.find_user(UserRef(*id), at) : std::nullopt;
     }},
    {"usernames", [](const State& state, std::string_view text,
                     Position at) { return state.find_username(canonical_key(text), at); }},
    {"emails", [](const State& state, std::string_view text,
                  Position at) { return state.find_email(canonical_key(text), at); }},
}};

// {"users": [...], "missing": [...], "position": N}: in the order asked, what nobody has by its own
// text.
void look_up_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  std::array<std::vector<std::string_view>, looked_up.size()> asked;
  std::size_t count = 0;
  for (std::size_t i = 0; i < looked_up.size(); ++i) {
    asked[i] = members.optional_texts(looked_up[i].member);
    count += asked[i].size();
    if (count > limits::lookup_max_names) {
      members.fail(looked_up[i].member, "brings the request to more than 1000 names");
    }
  }
  if (const auto error = members.done()) return reply.refuse(*error);

  const ReadModel& model = service.model();
  const auto guard = model.enter();  // once, for all of them
  std::vector<std::string_view> missing;
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.key("users");
  json.begin_array();
  for (std::size_t i = 0; i < looked_up.size(); ++i) {
    for (const std::string_view text : asked[i]) {
      if (const auto user = looked_up[i].find(model.state(), text, view.at())) {
        append_user(json, UserAt(view, *user));
      } else {
        missing.push_back(text);
      }
    }
  }
  json.end_array();
  json.key("missing");
  json.begin_array();
  for (const std::string_view text : missing) json.value(text);
  json.end_array();
  json.member("position", number(view.at()));
  json.end_object();
  reply.response.position = view.at();
}

}  // namespace

std::vector<Route> user_list_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  return {
      {Method::get, "/v1/users", read, Kind::read, handler(service, &list_all_users)},
      {Method::get, "/v1/users/count", read, Kind::read, handler(service, &count_all_users)},
      {Method::post, "/v1/users/lookup", read, Kind::read, handler(service, &look_up_users),
       limits::http_body_max_bytes},
  };
}

}  // namespace rolecall::native
