// The one list of routes, and which of them a request is for.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/problem.hpp"
#include "api/http/reply.hpp"
#include "api/http/request.hpp"
#include "engine/result.hpp"
#include "engine/types/role.hpp"

namespace rolecall {

// What a caller needs for a route. It has no default: a route without a declared right does not
// compile.
class Right {
 public:
  static constexpr Right open() { return Right(Credential::none, Capability::read, Role::viewer); }
  static constexpr Right needs(Capability capability, Role least) {
    return Right(Credential::required, capability, least);
  }
  // For whoever comes with a credential as above, and for whoever comes without any: the handler
  // looks at what else they bring.
  static constexpr Right needs_if_given(Capability capability, Role least) {
    return Right(Credential::optional, capability, least);
  }

  enum class Credential : std::uint8_t { none, optional, required };
  Credential credential;
  Capability capability;
  Role least_role;

 private:
  constexpr Right(Credential how, Capability needed, Role least)
      : credential(how), capability(needed), least_role(least) {}
};

// When a request of a pipeline is handled, and whether its answer may be withheld. A read waits
// until all earlier requests of its connection are answered, so that it sees their writes; where
// too much waits to be sent, a large answer to it is a refusal instead. A command does not wait, so
// that the commands of one pipeline share a commit; what it has done is answered. A command that
// reads first, whom or what it is about, waits as a read does. Answers go out in order of the
// requests in any case.
enum class Kind : std::uint8_t { read, command, command_that_reads };

// Runs on an I/O thread and must not block it.
using Handler = std::function<void(const Request& request, Reply& reply)>;

struct Route {
  Method method;        // HEAD is served by GET
  std::string pattern;  // "/v1/users/{id}/role": a capture takes one whole, non-empty segment
  Right right;
  Kind kind;
  Handler handler;
  std::size_t body_max_bytes = 0;  // 0: what is enough for most, see largest_body()
};

// More is refused as soon as it shows.
std::size_t largest_body(const Route& route);
inline constexpr const char* body_too_large = "The body is larger than this call takes";

// Whether the caller of a request holds a right; if not, why (401 or 403). Asked for every request
// that has a route, whatever its right.
using Admit = std::function<std::optional<Problem>(const Request& request, const Right& right)>;

// What is served below one path: the routes, how their callers are known, how refusals look, also
// those of paths without a route.
struct Dialect {
  std::string prefix;  // the patterns of all routes begin with it
  ErrorShape error_shape;
  Admit admit;
  std::vector<Route> routes;
  bool takes_idempotency_keys = false;  // if not, a change that brings one is refused
};

struct Match {
  const Route* route = nullptr;
  const Dialect* dialect = nullptr;  // the route's; of a path without one see error_shape()
  unsigned allowed = 0;              // if there is no route: methods that the path has, a bit each
};

// Threads: const members from any.
class Router {
 public:
  // A path belongs to the dialect with the longest prefix that it has; without any, refusals are
  // native. Fails with conflict if two routes have the same method and path, and with
  // invalid_argument for a pattern that is none or does not belong to its dialect.
  static Result<Router> build(std::vector<Dialect> dialects);

  const std::vector<Route>& routes() const { return routes_; }
  ErrorShape error_shape(std::string_view path) const;
  ErrorShape error_shape(const Match& match, std::string_view path) const {
    return match.dialect ? match.dialect->error_shape : error_shape(path);
  }
  // Of the dialect that the route belongs to.
  bool takes_idempotency_keys(const Route& route) const {
    return dialect_of(route.pattern)->takes_idempotency_keys;
  }

  // Sets the request's route and captures. A literal segment wins over a capture, unless the
  // literal's path lacks the method.
  Match match(Request& request) const;

  // Answers OPTIONS with the methods that its path has, `*` with those of all paths: 204. Whoever
  // asks needs no credential. False: it is another method, or there is no such path.
  bool answer_options(const Match& match, const Request& request, Reply& reply) const;

  // Refuses what has no route or no right, has too large a body, as far as it has come, or asks for
  // what its dialect does not do: 404, 405 with Allow, as admit() says, 413, 400. True if refused.
  bool refused(const Match& match, const Request& request, Reply& reply) const;

 private:
  // A trie over segments; indexes instead of pointers, so that the router can be moved.
  struct Node {
    std::vector<std::pair<std::string, std::size_t>> literals;  // sorted
    std::size_t capture = 0;                                    // 0, the root: none
    std::vector<std::size_t> routes;
  };
  struct Search;

  Router() = default;
  std::optional<Error> insert(std::size_t route);
  const Dialect* dialect_of(std::string_view path) const;
  std::size_t child(std::size_t node, std::string_view segment);
  void walk(Search& search, std::size_t node, std::size_t depth) const;

  std::vector<Dialect> dialects_;    // without their routes
  std::vector<Route> routes_;        // of all dialects
  std::vector<std::size_t> owners_;  // of each route: its dialect's index
  std::vector<Node> nodes_{1};
};

}  // namespace rolecall
