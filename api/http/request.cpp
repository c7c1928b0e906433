#include "api/http/request.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "engine/types/utf8.hpp"

namespace rolecall {
namespace {

constexpr std::array<std::string_view, method_count> words{"GET",   "HEAD",   "POST",    "PUT",
                                                           "PATCH", "DELETE", "OPTIONS", "other"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The path and query of an absolute-form target; empty if it has no valid scheme and authority.
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_without_case(target.substr(0, scheme.size()), scheme)) continue;
    const auto end = std::min(target.find_first_of("/?", scheme.size()), target.size());
    if (end == scheme.size()) return {};
    return end == target.size() ? "/" : target.substr(end);
  }
  return {};
}

std::optional<std::string_view> find(const std::vector<NamedText>& texts, std::string_view name) {
  for (const NamedText& text : texts) {
    if (text.name == name) return text.value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Method method) { return words[static_cast<std::size_t>(method)]; }

Method parse_method(std::string_view text) {
  const auto found = std::find(words.begin(), words.end(), text);
  return static_cast<Method>(found == words.end() ? words.size() - 1 : found - words.begin());
}

bool equal_without_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

bool Request::set_target(std::string_view target) {
  segments.clear();
  parameters.clear();
  decoded_.clear();
  if (!target.empty() && target[0] != '/' && target != "*") target = without_authority(target);
  const auto query_at = target.find('?');
  path = target.substr(0, query_at);
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (target.empty() || target.find('#') != target.npos) return false;
  if (path == "*") return query_at == target.npos;
  decoded_.reserve(target.size());  // never grows again, so that views into it stay valid

  std::string_view rest = path.empty() ? path : path.substr(1);
  for (bool more = true; more;) {
    const auto end = rest.find('/');
    if (!decode(rest.substr(0, end), false, segments.emplace_back())) return false;
    more = end != rest.npos;
    if (more) rest.remove_prefix(end + 1);
  }
  return query_at == target.npos || add_parameters(target.substr(query_at + 1));
}

bool Request::set_form(std::string_view form) {
  parameters.clear();
  decoded_.clear();
  decoded_.reserve(form.size());  // likewise
  return add_parameters(form);
}

bool Request::add_parameters(std::string_view query) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    NamedText& parameter = parameters.emplace_back();
    if (!decode(pair.substr(0, equals), true, parameter.name)) return false;
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    if (!decode(value, true, parameter.value)) return false;
  }
  return true;
}

bool Request::decode(std::string_view text, bool plus_is_space, std::string_view& decoded) {
  decoded = text;
  const auto has = [&](char c) { return text.find(c) != text.npos; };
  if (has('%') || (plus_is_space && has('+'))) {
    const std::size_t start = decoded_.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
      char c = text[i];
      if (c == '%') {
        if (text.size() - i < 3) return false;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return false;
        c = static_cast<char>(high << 4 | low);
        i += 2;
      } else if (c == '+' && plus_is_space) {
        c = ' ';
      }
      decoded_.push_back(c);
    }
    decoded = std::string_view(decoded_).substr(start);
  }
  return is_utf8(decoded);
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const NamedText& field : headers) {
    if (equal_without_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  return find(parameters, name);
}

std::string_view Request::capture(std::string_view name) const {
  const auto value = find(captures, name);
  assert(value && "the route's pattern has no such capture");
  return value.value_or(std::string_view());
}

std::string base_url(const Request& request) {
  return (request.is_https ? "https://" : "http://") +
         std::string(request.header("host").value_or(""));
}

}  // namespace rolecall
