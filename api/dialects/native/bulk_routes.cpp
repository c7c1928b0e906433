// Many changes in one request: a line each, every one with its own result.
#include <atomic>
#include <memory>
#include <vector>

#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/json/json_text.hpp"
#include "engine/limits.hpp"
#include "engine/types/uuid_v7.hpp"

namespace rolecall::native {
namespace {

// One line: a request within the request.
struct Line {
  std::string method;
  std::string target;
  std::string body;
  std::string if_match;
  std::string idempotency_key;
};

Parsed<Line> parse_line(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return value.error();
  if (!value->is_object()) return Problem(400, "The line must be a JSON object");
  Members members(value->get_object());
  Line line;
  line.method = members.text("method");
  line.target = members.text("path");
  if (members.optional_object("body") != nullptr) {
    line.body = compact_member(value->get_object(), text, "body");
  }
  line.if_match = members.optional_text("if_match").value_or("");
  line.idempotency_key = members.optional_text("idempotency_key").value_or("");
  if (const auto error = members.done()) return Problem(*error);
  return line;
}

// All lines, answered when the last of them is.
class Bulk : public std::enable_shared_from_this<Bulk> {
 public:
  Bulk(std::size_t lines, std::string_view type, Later later)
      : answers_(lines), unanswered_(lines + 1), type_(type), later_(std::move(later)) {}

  void run(std::size_t number, const Request& outer, std::string_view text, Reply& whole) {
    Response& response = answers_[number].now;
    const std::function<void()> wake = [self = shared_from_this()] { self->answered(); };
    Reply reply(response, outer.correlation, native_error_shape, wake, whole.order);
    const auto line = parse_line(text);
    if (line) {
      handle(*line, outer, reply);
    } else {
      reply.refuse(line.error());
    }
    answers_[number].later = reply.slot();
    if (!reply.slot()) answered();
  }

  // Of one line, or that all have been begun.
  void answered() {
    if (unanswered_.fetch_sub(1) != 1) return;
    later_.send([self = shared_from_this()] { return self->result(); });
  }

 private:
  struct Answer {
    Response now;
    std::shared_ptr<Slot> later;
  };

  static void handle(const Line& line, const Request& outer, Reply& reply) {
    Request request;
    request.id = RequestId(new_uuid());
    request.correlation = outer.correlation;
    request.method = parse_method(line.method);
    request.body = line.body;
    request.peer = outer.peer;
    request.is_proxied = outer.is_proxied;
    request.is_https = outer.is_https;
    request.connection_memory = outer.connection_memory;
    request.router = outer.router;
    request.headers = {{"Content-Type", "application/json"}};
    if (!line.if_match.empty()) request.headers.push_back({"If-Match", line.if_match});
    if (!line.idempotency_key.empty()) {
      request.headers.push_back({"Idempotency-Key", line.idempotency_key});
    }
    if (const auto authorization = outer.header("authorization")) {
      request.headers.push_back({"Authorization", *authorization});
    }
    if (!request.set_target(line.target)) {
      return reply.refuse(Problem(invalid("path", "is malformed")));
    }
    for (const NamedText& parameter : outer.parameters) request.parameters.push_back(parameter);
    const Match match = request.router->match(request);
    if (request.router->refused(match, request, reply)) return;
    // Only a dialect that takes idempotency keys takes dry_run and If-Match, as a line may bring
    // them.
    const bool takes_lines = request.router->takes_idempotency_keys(*match.route);
    if (!takes_lines || match.route->kind != Kind::command || match.route == outer.route) {
      return reply.refuse(Problem(invalid("path", "is not that of a single change")));
    }
    try {
      match.route->handler(request, reply);
    } catch (...) {
      reply.refuse(problem_of_exception());
    }
  }

  // {line, status, etag, location, body} each.
  Response result() {
    Response response;
    response.content_type = type_;
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      const Response& answer = answers_[i].later ? answers_[i].later->take() : answers_[i].now;
      if (answer.position) {
        response.position = std::max(response.position.value_or(Position{0}), *answer.position);
      }
      JsonWriter json(response.body);
      json.begin_object();
      json.member("line", i + 1);
      json.member("status", answer.status);
      json.member_or_null("etag", answer.etag);
      json.member_or_null("location", answer.location);
      json.key("body");
      json.raw(answer.body.empty() ? "null" : answer.body);
      json.end_object();
      response.body.push_back('\n');
    }
    return response;
  }

  std::vector<Answer> answers_;
  std::atomic<std::size_t> unanswered_;
  const std::string_view type_;  // of the answer; static text
  const Later later_;
};

void run_bulk(Service&, const Request& request, Reply& reply) {
  Parameters parameters(request);
  (void)parameters.flag("dry_run");  // of every line
  if (const auto error = parameters.done()) return reply.refuse(*error);
  if (!is_ndjson(request.header("content-type").value_or(""))) {
    return reply.refuse(
        Problem(415, "The body must be declared as Content-Type: application/x-ndjson"));
  }
  if (request.header("idempotency-key")) {
    return reply.refuse(bad_header("Idempotency-Key", "is for single changes: give each line one"));
  }
  std::vector<std::string_view> lines;
  for (std::string_view rest = request.body; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    lines.push_back(line);
  }
  if (lines.size() > limits::bulk_max_lines) {
    return reply.refuse(Problem(413, "More than 1000 lines in one request"));
  }
  const auto bulk = std::make_shared<Bulk>(lines.size(), accepted_ndjson(request), reply.later());
  for (std::size_t i = 0; i < lines.size(); ++i) bulk->run(i, request, lines[i], reply);
  bulk->answered();
}

}  // namespace

std::vector<Route> bulk_routes(Service& service) {
  // Each line needs its own right.
  return {{Method::post, "/v1/bulk", Right::needs(Capability::manage, Role::viewer), Kind::command,
           handler(service, &run_bulk), limits::http_body_max_bytes}};
}

}  // namespace rolecall::native
