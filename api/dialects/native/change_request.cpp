#include "api/dialects/native/change_request.hpp"

#include <charconv>
#include <utility>

namespace rolecall::native {
namespace {

const boost::json::object& members_of(const Parsed<boost::json::object>& body) {
  static const boost::json::object none;
  return body ? *body : none;
}

Parsed<Expected> expected_revision(const Request& request) {
  const auto header = request.header("if-match");
  if (!header || *header == "*") return Expected{};
  std::uint32_t revision = 0;
  const bool quoted = header->size() > 2 && header->front() == '"' && header->back() == '"';
  if (quoted) {
    const char* const end = header->data() + header->size() - 1;
    const auto [stop, failed] = std::from_chars(header->data() + 1, end, revision);
    if (failed == std::errc{} && stop == end) return Expected{Revision{revision}};
  }
  Problem problem(400, "must be one ETag of ours, as \"3\"");
  problem.code = word(Errc::invalid_argument);
  problem.field = "If-Match";
  return problem;
}

}  // namespace

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

GroupId ChangeRequest::group() { return take(group_in_path(request_)); }

Expected ChangeRequest::expected() { return take(expected_revision(request_)); }

std::optional<Problem> ChangeRequest::problem() {
  if (problem_) return problem_;
  if (!body_) return body_.error();
  if (const auto error = members_.done()) return Problem(*error);
  return std::nullopt;
}

void ChangeRequest::execute(Service& service, Reply& reply, Command command, Render render) {
  CommandRequest wanted;
  wanted.command = std::move(command);
  wanted.actor = caller_of(request_).actor();
  wanted.channel = Channel::native;
  wanted.request = request_.id;
  wanted.reason = members_.optional_text("reason").value_or("");
  if (const auto wrong = problem()) return reply.refuse(*wrong);
  service.submit(std::move(wanted), [later = reply.later(), id = request_.id,
                                     render = std::move(render)](const Result<Outcome>& outcome) {
    Response response;
    if (outcome) {
      response.position = outcome->position;
      render(*outcome, response);
    } else {
      refuse(Problem(outcome.error()), id, native_error_shape, response);
    }
    later.send(std::move(response));
  });
}

}  // namespace rolecall::native
