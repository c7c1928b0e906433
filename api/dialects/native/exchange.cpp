#include "api/dialects/native/exchange.hpp"

#include <algorithm>

#include "api/dialects/native/named.hpp"
#include "api/dialects/native/user_json.hpp"
#include "engine/limits.hpp"

namespace rolecall::native {
namespace {

constexpr std::string_view ndjson = "application/ndjson";
constexpr std::string_view x_ndjson = "application/x-ndjson";

Problem not_found(std::string detail) { return Problem(Error{Errc::not_found, "", detail}); }

// Waits, as far as the server lets it, until `min_position` is reached.
void await_position(Parameters& parameters, Position head) {
  const Position least{parameters.integer("min_position", 0, limits::position_max, 0)};
  if (least <= head) return;
  Problem problem(503, "has not been reached yet");
  problem.field = "min_position";
  problem.position = head;
  problem.awaits = least;
  parameters.await(std::move(problem));
}

}  // namespace

View read_view(Parameters& parameters, const ReadModel& model, std::string_view as_of) {
  await_position(parameters, model.head());
  return view_of(parameters, model, as_of);
}

ReadPoint read_point(Parameters& parameters, const ReadModel& model, std::string_view as_of) {
  ReadPoint point{read_view(parameters, model, as_of)};
  const auto text = parameters.text("cursor");
  if (!text) return point;
  point.after = parse_cursor(*text);
  if (point.after && point.after->epoch != model.epoch()) {
    Problem problem(410, "is of a log that has been put back since: list again");
    problem.field = "cursor";
    parameters.fail(std::move(problem));
  } else if (!point.after || point.after->position > point.view.at()) {
    parameters.fail("cursor", "is not one of this list");
  } else {
    point.view = point.view.at_position(point.after->position);
    parameters.check(parameters.access().as_of(point.view));
  }
  return point;
}

std::size_t page_limit(Parameters& parameters) {
  return parameters.integer("limit", 1, limits::page_max_rows, limits::page_default_rows);
}

UserFilter user_filter(Parameters& parameters, const View& view) {
  UserFilter filter;
  const auto name = [&](std::string_view parameter, std::string& into) {
    const auto text = parameters.text(parameter);
    if (!text) return;
    into = *text;
    if (text->empty()) parameters.fail(parameter, "must not be empty");
    if (text->size() > limits::name_max_bytes) parameters.fail(parameter, "is too long");
  };
  name("q", filter.prefix);
  name("username", filter.username);
  name("email", filter.email);
  read_set(parameters, "role", filter.roles, parse_role);
  filter.statuses = status_set(parameters);
  parameters.check(parameters.access().users_of(filter.statuses));
  if (const auto group = parameters.text("group")) filter.group = group_ref(view, *group);
  return filter;
}

StatusSet status_set(Parameters& parameters) {
  StatusSet statuses = present_statuses;
  read_set(parameters, "status", statuses, parse_status);
  return statuses;
}

std::optional<Timestamp> time_parameter(Parameters& parameters, std::string_view name) {
  const auto text = parameters.text(name);
  const auto time = text ? parse_query_time(*text) : std::nullopt;
  if (text && !time) parameters.fail(name, "must be an RFC 3339 time");
  return time;
}

Parsed<UserId> user_in_path(const Request& request, std::string_view capture) {
  if (const auto id = UserId::parse(request.capture(capture))) return *id;
  return not_found("there is no such user");
}

Parsed<GroupId> group_in_path(const Request& request) {
  if (const auto id = GroupId::parse(request.capture("id"))) return *id;
  return not_found("there is no such group");
}

Parsed<CredentialId> api_key_in_path(const Request& request) {
  if (const auto id = CredentialId::parse(request.capture("id"))) return *id;
  return not_found("there is no such API key");
}

void answer_user(const UserAt& user, Response& response, bool tells_bounded_credentials) {
  JsonWriter json(response.body);
  append_user(json, user, tells_bounded_credentials);
  response.etag = std::to_string(number(user.revision()));
  response.position = user.view().at();
}

void answer_group(const View& view, GroupNo group, Response& response) {
  JsonWriter json(response.body);
  append_group(json, view, group);
  response.etag =
      std::to_string(number(view.state().groups().at(group, view.at()).value().revision));
  response.position = view.at();
}

void answer_page(const View& view, const UserPage& page, Response& response,
                 std::optional<std::uint32_t> count) {
  const auto append = [&](JsonWriter& json) {
    for (const UserNo user : page.users) append_user(json, UserAt(view, user));
  };
  answer_list(view, response, "users", page.next, append, count);
}

std::string cursor_text(const ReadModel& model, const std::optional<Cursor>& cursor) {
  if (!cursor) return {};
  Cursor given = *cursor;
  given.epoch = model.epoch();
  return to_text(given);
}

bool is_ndjson(std::string_view type) {
  return equal_without_case(type, ndjson) || equal_without_case(type, x_ndjson);
}

std::string_view accepted_ndjson(const Request& request) {
  std::string_view rest = request.header("accept").value_or("");
  while (!rest.empty()) {
    const std::string_view range = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), range.size() + 1));
    const auto begin = std::min(range.find_first_not_of(" \t"), range.size());
    const auto end = std::min(range.find_first_of("; \t", begin), range.size());
    if (equal_without_case(range.substr(begin, end - begin), ndjson)) return ndjson;
  }
  return x_ndjson;
}

void answer_list(const View& view, Response& response, std::string_view name,
                 const std::optional<Cursor>& next, const std::function<void(JsonWriter&)>& append,
                 std::optional<std::uint32_t> count) {
  JsonWriter json(response.body);
  json.begin_object();
  json.key(name);
  json.begin_array();
  append(json);
  json.end_array();
  if (count) json.member("count", *count);
  json.member_or_null("next_cursor", cursor_text(view.model(), next));
  json.member("position", number(view.at()));
  json.end_object();
  response.position = view.at();
}

}  // namespace rolecall::native
