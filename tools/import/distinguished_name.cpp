#include "tools/import/distinguished_name.hpp"

#include <algorithm>
#include <vector>

#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

std::optional<unsigned> hex_digit(char c) {
  const char folded = fold_ascii(c);
  if (folded >= '0' && folded <= '9') return folded - '0';
  if (folded >= 'a' && folded <= 'f') return folded - 'a' + 10;
  return std::nullopt;
}

void skip_spaces(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
}

// Behind its backslash. False: nothing that can be escaped stands there.
bool take_escaped(std::string_view& rest, std::string& value) {
  if (rest.empty()) return false;
  const auto high = hex_digit(rest[0]);
  const auto low = rest.size() > 1 ? hex_digit(rest[1]) : std::nullopt;
  if (high && low) {
    value += static_cast<char>(*high << 4 | *low);
    rest.remove_prefix(2);
    return true;
  }
  value += rest.front();
  rest.remove_prefix(1);
  return !high;
}

// Up to what ends it, without the spaces around it that are not escaped.
std::optional<std::string> take_value(std::string_view& rest) {
  skip_spaces(rest);
  std::string value;
  std::size_t size_with_escaped = 0;
  while (!rest.empty() && std::string_view(",;+").find(rest.front()) == std::string_view::npos) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') return std::nullopt;
    if (c != '\\') {
      value += c;
    } else if (!take_escaped(rest, value)) {
      return std::nullopt;
    } else {
      size_with_escaped = value.size();
    }
  }
  while (value.size() > size_with_escaped && value.ends_with(' ')) value.pop_back();
  return value;
}

// With one space for several.
std::string key_of(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c != ' ' || !text.ends_with(' ')) text += c;
  }
  return canonical_key(text);
}

}  // namespace

std::optional<DistinguishedName> parse_distinguished_name(std::string_view text) {
  DistinguishedName name;
  bool is_first = true;
  std::vector<std::string> relative;  // what `+` joins
  while (!text.empty()) {
    skip_spaces(text);
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string_view::npos) return std::nullopt;
    std::string attribute(text.substr(0, equals));
    while (attribute.ends_with(' ')) attribute.pop_back();
    std::ranges::transform(attribute, attribute.begin(), fold_ascii);
    text.remove_prefix(equals + 1);
    const auto value = take_value(text);
    if (!value) return std::nullopt;
    if (is_first) name.first = *value;
    is_first = false;
    relative.push_back(attribute + '=' + key_of(*value) + '\0');
    const bool goes_on = text.starts_with('+');
    if (!text.empty()) text.remove_prefix(1);
    if (goes_on) continue;
    std::ranges::sort(relative);
    for (const std::string& part : relative) name.key += part;
    name.key += '\0';
    relative.clear();
  }
  if (is_first || !relative.empty()) return std::nullopt;
  return name;
}

}  // namespace rolecall
