// A request as handlers see it: a plain value, filled by the connection or by a test.
#pragma once

#include <any>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/peer_address.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

inline constexpr std::uint8_t method_count = 8;

std::string_view name_of(Method method);
Method parse_method(std::string_view text);  // `other` for a word we do not know

class Router;
struct Route;

struct NamedText {
  std::string_view name;
  std::string_view value;
};

// Lifetime: every view is valid until the handler returns; what is needed later is copied.
// Texts: target and header bytes as they were sent, segments and parameters decoded and UTF-8.
struct Request {
  Request() = default;
  Request(const Request&) = delete;  // views point into itself
  Request& operator=(const Request&) = delete;

  Method method = Method::other;
  RequestId id{};                          // always ours: what the log knows the request by
  RequestId correlation{};                 // the client's X-Request-Id if it is a UUID, else `id`
  std::string_view sent_id;                // the client's X-Request-Id if it is another safe text
  std::string_view path;                   // as sent, still percent-encoded, without the query
                                           // and without a slash at its end
  std::vector<std::string_view> segments;  // of the path, decoded; `+` stays `+`
  std::vector<NamedText> parameters;       // of the query, in order, decoded; `+` is a space
  std::vector<NamedText> headers;          // in order
  std::string_view body;                   // without its transfer coding
  const Route* route = nullptr;            // that matched; null: none
  const Router* router = nullptr;          // whose route it is, for requests within a request
  std::vector<NamedText> captures;         // what the pattern's {names} matched
  PeerAddress peer;                        // of the client, as a trusted proxy tells it, else of
                                           // who is at the other end, a proxy perhaps
  bool is_proxied = false;                 // a trusted proxy has brought it
  bool is_https = false;                   // the client speaks TLS, with us or a trusted proxy
  std::any* connection_memory = nullptr;   // lives as long as the connection, for authentication

  // Sets path, segments and parameters from a request target in origin, absolute or asterisk form.
  // False: bad form, bad percent-encoding or not UTF-8; then only `path` is set.
  // `target` must outlive the request.
  bool set_target(std::string_view target);
  // Sets the parameters from a form (application/x-www-form-urlencoded), where `#` and `?` are
  // characters like others. False: as above. `form` must outlive the request.
  bool set_form(std::string_view form);

  // The first of that name; header names compare without case.
  std::optional<std::string_view> header(std::string_view name) const;
  std::optional<std::string_view> parameter(std::string_view name) const;
  // A name that is not in the route's pattern is a bug.
  std::string_view capture(std::string_view name) const;

 private:
  bool decode(std::string_view text, bool plus_is_space, std::string_view& decoded);
  bool add_parameters(std::string_view query);

  std::string decoded_;  // backs those views that differ from the bytes sent
};

// Where this server is, as the client sees it: of the Host header. E.g. http://example.org:8080
std::string base_url(const Request& request);

bool equal_without_case(std::string_view a, std::string_view b);  // ASCII

}  // namespace rolecall
