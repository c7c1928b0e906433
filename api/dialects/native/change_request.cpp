#include "api/dialects/native/change_request.hpp"

#include <charconv>
#include <utility>

#include "api/dialects/native/event_json.hpp"
#include "api/dialects/native/execute_once.hpp"
#include "api/dialects/native/user_json.hpp"
#include "api/http/conditional.hpp"
#include "api/json/json_text.hpp"

namespace rolecall::native {
namespace {

const boost::json::object& members_of(const Parsed<boost::json::object>& body) {
  static const boost::json::object none;
  return body ? *body : none;
}

// Those of our revisions that such a list names; tags of others are nobody's.
std::vector<Revision> revisions_in(const std::vector<EntityTag>& tags, bool weak_too) {
  std::vector<Revision> revisions;
  for (const EntityTag& tag : tags) {
    std::uint32_t revision = 0;
    const char* const end = tag.text.data() + tag.text.size();
    const auto [stop, failed] = std::from_chars(tag.text.data(), end, revision);
    const bool is_ours = failed == std::errc{} && stop == end;
    if (is_ours && (weak_too || !tag.is_weak)) revisions.push_back(Revision{revision});
  }
  return revisions;
}

// If-Match by the strong comparison, If-None-Match by the weak one (RFC 9110, 13.1). What is
// changed is there, or the change is refused for that: `*` is met by whatever it is.
Parsed<Expected> expected_revision(const Request& request) {
  Expected expected;
  if (const auto header = request.header("if-match"); header && *header != "*") {
    const auto tags = parse_entity_tags(*header);
    if (!tags) return bad_header("If-Match", "must be *, or ETags such as \"3\"");
    expected = Expected::among(revisions_in(*tags, false));
  }
  if (const auto header = request.header("if-none-match")) {
    if (*header == "*") return Expected::among({});
    const auto tags = parse_entity_tags(*header);
    if (!tags) return bad_header("If-None-Match", "must be *, or ETags such as \"3\"");
    expected.exclude(revisions_in(*tags, true));
  }
  return expected;
}

// Of a role that would be given: what of the user's would stay below it.
void append_what_stays_below(JsonWriter& json, const View& view, const Recorded& planned) {
  const auto* assigned = std::get_if<RoleAssigned>(&planned.event);
  if (assigned == nullptr) return;
  const auto user = view.state().find_user(assigned->user, view.at());
  if (user) append_bounded_credentials(json, view, *user, assigned->to.role);
}

// {dry_run, changed, events, position}: what would be done.
Render render_plan(Service& service) {
  return [&service](const Outcome& outcome, Response& response) {
    const View view(service.model(), outcome.position);
    JsonWriter json(response.body);
    json.begin_object();
    json.member("dry_run", true);
    json.member("changed", outcome.changed);
    json.key("events");
    json.begin_array();
    for (const Recorded& planned : outcome.planned) append_planned_event(json, view, planned);
    json.end_array();
    for (const Recorded& planned : outcome.planned) append_what_stays_below(json, view, planned);
    json.member("position", number(outcome.position));
    json.end_object();
  };
}

}  // namespace

Render render_user(Service& service, int status) {
  return [&service, status](const Outcome& outcome, Response& response) {
    response.status = status;
    answer_user(UserAt::find(View(service.model(), outcome.position), outcome.user).value(),
                response);
    if (status == 201) response.location = "/v1/users/" + outcome.user.text();
  };
}

Render render_group(Service& service, int status) {
  return [&service, status](const Outcome& outcome, Response& response) {
    response.status = status;
    const View view(service.model(), outcome.position);
    answer_group(view, view.state().groups().find(outcome.group).value(), response);
    if (status == 201) response.location = "/v1/groups/" + outcome.group.text();
  };
}

std::optional<Role> take_role(Members& members) {
  const auto text = members.optional_text("role");
  if (!text) return std::nullopt;
  const auto role = parse_role(*text);
  if (!role) members.fail("role", "must be viewer, analyst, admin or ops");
  return role;
}

std::optional<Timestamp> take_time(Members& members, std::string_view name) {
  const auto text = members.optional_text(name);
  if (!text) return std::nullopt;
  const auto time = parse_timestamp(*text);
  if (!time) members.fail(name, "must be an RFC 3339 time");
  return time;
}

ChangeRequest::ChangeRequest(const Request& request)
    : request_(request), body_(read_json_object(request)), members_(members_of(body_)) {}

template <class T>
T ChangeRequest::take(const Parsed<T>& part) {
  if (part) return *part;
  if (!problem_) problem_ = part.error();
  return {};
}

UserId ChangeRequest::user(std::string_view capture) {
  return take(user_in_path(request_, capture));
}

CredentialId ChangeRequest::api_key() { return take(api_key_in_path(request_)); }

GroupId ChangeRequest::group() { return take(group_in_path(request_)); }

Expected ChangeRequest::expected() { return take(expected_revision(request_)); }

std::optional<std::string> ChangeRequest::changed_object(std::string_view name) {
  if (members_.optional_object(name) != nullptr) {
    return compact_member(*body_, request_.body, name);
  }
  const bool is_null = body_ && body_->contains({name.data(), name.size()});
  return is_null ? std::optional(std::string()) : std::nullopt;
}

void ChangeRequest::fail(Problem problem) {
  if (!problem_) problem_ = std::move(problem);
}

std::optional<CommandRequest> ChangeRequest::take_command(Reply& reply, Command command,
                                                          std::optional<Actor> actor) {
  const auto caller = caller_if_given(request_);
  const Channel channel = caller && caller->is_operator() ? Channel::cli : Channel::native;
  CommandRequest wanted = command_of(request_, channel, std::move(command),
                                     actor ? *actor : caller_of(request_).actor());
  wanted.reason = members_.optional_text("reason").value_or("");
  Parameters parameters(request_);
  wanted.dry_run = parameters.flag("dry_run");
  std::optional<Problem> wrong = problem_;
  if (!wrong) wrong = parameters.done();
  if (!wrong && !body_) wrong = body_.error();
  if (!wrong) {
    if (const auto error = members_.done()) wrong = Problem(*error);
  }
  if (!wrong) return wanted;
  reply.refuse(*wrong);
  return std::nullopt;
}

void ChangeRequest::execute(Service& service, Reply& reply, Command command, Render render,
                            std::optional<Actor> actor) {
  auto wanted = take_command(reply, std::move(command), actor);
  if (!wanted) return;
  if (wanted->dry_run) return rolecall::execute(service, reply, *wanted, render_plan(service));
  if (const auto key = request_.header("idempotency-key")) {
    return execute_once(service, request_, reply, *key, *std::move(wanted), std::move(render));
  }
  rolecall::execute(service, reply, *std::move(wanted), std::move(render));
}

// No key: a secret in the answer would have to be kept to be shown again.
std::optional<CommandRequest> ChangeRequest::take_secret_command(Service& service, Reply& reply,
                                                                 Command command,
                                                                 std::optional<Actor> actor) {
  if (request_.header("idempotency-key")) {
    fail(bad_header("Idempotency-Key", "is not taken by calls that carry a secret"));
  }
  auto wanted = take_command(reply, std::move(command), actor);
  if (!wanted || !wanted->dry_run) return wanted;
  rolecall::execute(service, reply, *std::move(wanted), render_plan(service));
  return std::nullopt;
}

void ChangeRequest::execute_with_secret(Service& service, Reply& reply, Command command,
                                        Prepare prepare, std::optional<Actor> actor) {
  auto wanted = take_secret_command(service, reply, std::move(command), actor);
  if (wanted) prepare(*std::move(wanted), in_turn(service, reply));
}

void ChangeRequest::execute_with_password(Service& service, Reply& reply, Command command,
                                          SecretText password, Render render) {
  auto wanted = take_secret_command(service, reply, std::move(command), std::nullopt);
  if (!wanted) return;
  rolecall::execute_with_password(service, reply, *std::move(wanted), std::move(password),
                                  std::move(render));
}

}  // namespace rolecall::native
