#include "api/http/cors.hpp"

#include <algorithm>
#include <charconv>

namespace rolecall {
namespace {

// Those that are read here. X-Username and the secret beside it are a proxy's, no page's.
constexpr const char* request_headers =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, "
    "X-API-KEY, X-API-SECRET, X-Internal-Api-Key, X-Request-Id";
constexpr std::string_view answer_headers =
    "Allow, ETag, Idempotency-Replayed, Location, Retry-After, Rolecall-Log, Rolecall-Position, "
    "WWW-Authenticate, X-Request-Id";
constexpr const char* preflight_kept_s = "7200";  // as long as any browser does

constexpr std::string_view varies = "Vary: Origin\r\n";

std::string lines_for(std::string_view origin) {
  std::string lines("Access-Control-Allow-Origin: ");
  lines.append(origin).append("\r\nAccess-Control-Expose-Headers: ").append(answer_headers);
  return lines.append("\r\n");
}

bool is_lower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool is_origin(std::string_view text) {
  const auto scheme = text.substr(0, text.find("://"));
  const auto is_of_scheme = [](char c) { return is_lower(c) || c == '+' || c == '-' || c == '.'; };
  if (scheme.empty() || scheme.size() == text.size()) return false;
  if (!std::all_of(scheme.begin(), scheme.end(), is_of_scheme)) return false;
  std::string_view host = text.substr(scheme.size() + 3);
  const auto behind_address = host.starts_with('[') ? host.find(']') : 0;  // IPv6
  if (behind_address == host.npos) return false;
  if (const auto colon = host.find(':', behind_address); colon != host.npos) {
    unsigned short port = 0;
    const char* const end = host.data() + host.size();
    const auto read = std::from_chars(host.data() + colon + 1, end, port);
    if (read.ec != std::errc{} || read.ptr != end) return false;
    // Browsers leave the scheme's own port out, and zeros before a number.
    const bool is_default = (scheme == "http" && port == 80) || (scheme == "https" && port == 443);
    if (port == 0 || host[colon + 1] == '0' || is_default) return false;
    host = host.substr(0, colon);
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_lower(c) || std::string_view("-._[]:").find(c) != std::string_view::npos;
  });
}

Cors::Cors(const std::vector<std::string>& origins)
    : are_all_(std::find(origins.begin(), origins.end(), "*") != origins.end()) {
  if (are_all_) {
    otherwise_ = lines_for("*");
  } else if (!origins.empty()) {
    otherwise_ = varies;  // the same answer has other lines for whom they are
    for (const std::string& origin : origins) {
      allowed_.push_back({origin, lines_for(origin) + std::string(varies)});
    }
  }
}

std::string_view Cors::head_lines(const Request& request) const {
  const Allowed* const allowed = find(request);
  return allowed ? allowed->lines : otherwise_;
}

void Cors::answer_preflight(const Request& request, Response& response) const {
  const bool is_preflight =
      request.header("Origin") && request.header("Access-Control-Request-Method");
  if (!is_preflight || (!are_all_ && !find(request))) return;
  auto& headers = response.headers;
  const auto allow = std::find_if(headers.begin(), headers.end(),
                                  [](const auto& one) { return one.first == "Allow"; });
  if (allow == headers.end()) return;
  headers.emplace_back("Access-Control-Allow-Methods", std::string(allow->second));
  headers.emplace_back("Access-Control-Allow-Headers", request_headers);
  headers.emplace_back("Access-Control-Max-Age", preflight_kept_s);
}

const Cors::Allowed* Cors::find(const Request& request) const {
  if (allowed_.empty()) return nullptr;  // all are, or none is: nothing to look for
  const auto origin = request.header("Origin");
  const auto found = std::find_if(allowed_.begin(), allowed_.end(),
                                  [&](const Allowed& one) { return origin == one.origin; });
  return found == allowed_.end() ? nullptr : &*found;
}

}  // namespace rolecall
