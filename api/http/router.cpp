#include "api/http/router.hpp"

#include <algorithm>
#include <utility>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

unsigned bit(Method method) { return 1u << static_cast<unsigned>(method); }

// GET serves HEAD, and every path OPTIONS.
std::string allow_header(unsigned methods) {
  if (methods & bit(Method::get)) methods |= bit(Method::head);
  methods |= bit(Method::options);
  std::string text;
  for (std::uint8_t i = 0; i < method_count; ++i) {
    if (!(methods & 1u << i)) continue;
    if (!text.empty()) text += ", ";
    text += name_of(static_cast<Method>(i));
  }
  return text;
}

bool is_capture(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string_view> segments_of(std::string_view pattern) {
  std::vector<std::string_view> segments;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // the slash
    segments.push_back(pattern.substr(0, pattern.find('/')));
    pattern.remove_prefix(segments.back().size());
  }
  return segments;
}

auto position_in(auto& literals, std::string_view segment) {
  return std::lower_bound(literals.begin(), literals.end(), segment,
                          [](const auto& one, std::string_view text) { return one.first < text; });
}

}  // namespace

std::size_t largest_body(const Route& route) {
  if (route.body_max_bytes != 0) return route.body_max_bytes;
  const bool is_proved = route.right.credential == Right::Credential::required;
  return is_proved ? limits::http_change_body_max_bytes : limits::http_open_body_max_bytes;
}

struct Router::Search {
  const Request& request;
  Method method;
  Match match;
};

Result<Router> Router::build(std::vector<Dialect> dialects) {
  Router router;
  router.dialects_ = std::move(dialects);
  for (Dialect& dialect : router.dialects_) {
    for (Route& route : std::exchange(dialect.routes, {})) {
      if (router.dialect_of(route.pattern) != &dialect) {
        return invalid(route.pattern, "is no path of its dialect");
      }
      router.routes_.push_back(std::move(route));
      router.owners_.push_back(static_cast<std::size_t>(&dialect - router.dialects_.data()));
    }
  }
  for (std::size_t i = 0; i < router.routes_.size(); ++i) {
    if (auto error = router.insert(i)) return std::move(*error);
  }
  return router;
}

std::optional<Error> Router::insert(std::size_t route) {
  const Route& added = routes_[route];
  if (!added.pattern.starts_with('/') || !added.handler) {
    return invalid(added.pattern, "a route needs a path from the root and a handler");
  }
  std::size_t node = 0;
  for (const std::string_view segment : segments_of(added.pattern)) node = child(node, segment);
  for (const std::size_t other : nodes_[node].routes) {
    if (routes_[other].method != added.method) continue;
    return Error{Errc::conflict, added.pattern, "two routes of one method and path"};
  }
  nodes_[node].routes.push_back(route);
  return std::nullopt;
}

std::size_t Router::child(std::size_t node, std::string_view segment) {
  const std::size_t fresh = nodes_.size();
  Node& parent = nodes_[node];
  if (is_capture(segment)) {
    if (parent.capture) return parent.capture;
    parent.capture = fresh;
  } else {
    const auto at = position_in(parent.literals, segment);
    if (at != parent.literals.end() && at->first == segment) return at->second;
    parent.literals.emplace(at, segment, fresh);
  }
  nodes_.emplace_back();
  return fresh;
}

const Dialect* Router::dialect_of(std::string_view path) const {
  const Dialect* longest = nullptr;
  for (const Dialect& dialect : dialects_) {
    const bool is_longer = !longest || dialect.prefix.size() > longest->prefix.size();
    if (path.starts_with(dialect.prefix) && is_longer) longest = &dialect;
  }
  return longest;
}

ErrorShape Router::error_shape(std::string_view path) const {
  const Dialect* const dialect = dialect_of(path);
  return dialect ? dialect->error_shape : native_error_shape;
}

Match Router::match(Request& request) const {
  request.route = nullptr;
  request.router = this;
  request.captures.clear();
  const Method method = request.method == Method::head ? Method::get : request.method;
  Search search{request, method, {}};
  walk(search, 0, 0);
  if (const Route* const route = search.match.route) {
    request.route = route;
    const auto index = static_cast<std::size_t>(route - routes_.data());
    search.match.dialect = &dialects_[owners_[index]];
    std::string_view rest = route->pattern;
    for (const std::string_view segment : request.segments) {
      rest.remove_prefix(1);
      const std::string_view pattern = rest.substr(0, rest.find('/'));
      rest.remove_prefix(pattern.size());
      if (!is_capture(pattern)) continue;
      request.captures.push_back({pattern.substr(1, pattern.size() - 2), segment});
    }
  }
  return search.match;
}

void Router::walk(Search& search, std::size_t at, std::size_t depth) const {
  const Node& node = nodes_[at];
  if (depth == search.request.segments.size()) {
    for (const std::size_t i : node.routes) {
      search.match.allowed |= bit(routes_[i].method);
      if (routes_[i].method == search.method) search.match.route = &routes_[i];
    }
    return;
  }
  const std::string_view segment = search.request.segments[depth];
  const auto literal = position_in(node.literals, segment);
  if (literal != node.literals.end() && literal->first == segment) {
    walk(search, literal->second, depth + 1);
  }
  if (!search.match.route && node.capture && !segment.empty()) {
    walk(search, node.capture, depth + 1);
  }
}

bool Router::answer_options(const Match& match, const Request& request, Reply& reply) const {
  if (request.method != Method::options || match.route) return false;
  unsigned allowed = match.allowed;
  if (request.path == "*") {
    for (const Route& route : routes_) allowed |= bit(route.method);
  }
  if (!allowed) return false;
  reply.response.status = 204;
  reply.response.headers.emplace_back("Allow", allow_header(allowed));
  return true;
}

bool Router::refused(const Match& match, const Request& request, Reply& reply) const {
  if (!match.route) {
    reply.refuse(match.allowed ? Problem(405, "This path does not have this method")
                               : Problem(404, "There is nothing at this path"));
    if (match.allowed) reply.response.headers.emplace_back("Allow", allow_header(match.allowed));
    return true;
  }
  const std::optional<Problem> problem = match.dialect->admit(request, match.route->right);
  if (problem) return reply.refuse(*problem), true;
  if (request.body.size() > largest_body(*match.route)) {
    reply.refuse(Problem(413, body_too_large));
    return true;
  }
  if (match.dialect->takes_idempotency_keys || request.method == Method::get ||
      request.method == Method::head || !request.header("idempotency-key")) {
    return false;
  }
  reply.refuse(bad_header("Idempotency-Key", "is not taken here"));
  return true;
}

}  // namespace rolecall
