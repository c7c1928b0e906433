#include "api/json/json_text.hpp"

namespace rolecall {
namespace {

// Behind the string whose opening quote is at `at`.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (++at; json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at + 1;
}

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string_view member_text(std::string_view object, std::size_t n) {
  std::size_t depth = 0;
  std::size_t member = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < object.size();) {
    const char c = object[at];
    if (c == '"') {
      at = end_of_string(object, at);
      continue;
    }
    if (c == '}' || c == ']') --depth;
    const bool ends_member = (depth == 1 && c == ',') || (depth == 0 && c == '}');
    if (ends_member && member++ == n) return object.substr(begin, at - begin);
    if (c == '{' || c == '[') ++depth;
    if (c == ':' && depth == 1) begin = at + 1;
    ++at;
  }
  return {};
}

std::vector<std::string_view> element_texts(std::string_view array) {
  std::vector<std::string_view> elements;
  std::size_t depth = 0;
  std::size_t begin = 0;
  bool is_empty = true;
  for (std::size_t at = 0; at < array.size();) {
    const char c = array[at];
    if (c == '"') {
      is_empty = false;
      at = end_of_string(array, at);
      continue;
    }
    if (c == '}' || c == ']') --depth;
    const bool ends_element = (depth == 1 && c == ',') || (depth == 0 && c == ']');
    if (ends_element && !is_empty) elements.push_back(array.substr(begin, at - begin));
    if (c == '{' || c == '[') ++depth;
    if (ends_element || (c == '[' && depth == 1)) {
      begin = at + 1;
    } else if (!is_space(c)) {
      is_empty = false;
    }
    ++at;
  }
  return elements;
}

std::string compact_json(std::string_view json) {
  std::string compact;
  compact.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] == '"') {
      const std::size_t end = end_of_string(json, at);
      compact.append(json.substr(at, end - at));
      at = end;
      continue;
    }
    if (!is_space(json[at])) compact.push_back(json[at]);
    ++at;
  }
  return compact;
}

std::string compact_member(const boost::json::object& object, std::string_view json,
                           std::string_view name) {
  const auto* const member = object.find({name.data(), name.size()});
  return compact_json(member_text(json, static_cast<std::size_t>(member - object.begin())));
}

}  // namespace rolecall
