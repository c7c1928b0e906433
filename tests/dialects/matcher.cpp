#include "tests/dialects/matcher.hpp"

#include <map>
#include <regex>
#include <set>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/dialects/web_token.hpp"

namespace rolecall::test {
namespace {

namespace json = boost::json;

constexpr const char* and_others = "...";

// The forms a value may have, as text.
const std::map<std::string, std::string>& kinds() {
  static const std::map<std::string, std::string> all{
      {"any", R"([\s\S]*)"},
      {"text", R"([\s\S]+)"},
      {"int", R"(-?\d+)"},
      {"time", R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"},
      {"millis", R"([1-9]\d{12})"},
      {"uuid", R"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"},
      {"hex32", "[0-9a-f]{32}"},
      {"hex64", "[0-9a-f]{64}"},
      {"jwt", R"([\w-]+\.[\w-]+\.[\w-]+)"},
      {"json", R"([\s\S]+)"},
  };
  return all;
}

// Numbers have the kinds of numbers, strings all the others.
bool has_kind(const std::string& kind, const json::value& value) {
  if (kind == "any") return true;
  const bool is_number = kind == "int" || kind == "millis";
  if (is_number ? !value.is_number() : !value.is_string()) return false;
  if (!std::regex_match(text_of(value), std::regex(kinds().at(kind)))) return false;
  json::error_code failed;
  if (kind == "json") json::parse(value.get_string(), failed);
  return !failed;
}

const std::regex& placeholder() {
  static const std::regex form(R"(\{(?:([a-z0-9]+):)?([a-z][\w.]*)\})");
  return form;
}

// {kind} has no name, {name} no kind.
std::pair<std::string, std::string> kind_and_name(const std::smatch& match) {
  if (!match[1].matched && kinds().contains(match[2])) return {match[2], ""};
  return {match[1], match[2]};
}

std::string literally(const std::string& text) {
  return std::regex_replace(text, std::regex(R"([\\^$.|?*+()\[\]{}])"), R"(\$&)");
}

std::string quoted(const json::value& value) { return json::serialize(value); }

}  // namespace

std::vector<std::string> Matcher::differences(const json::value& expected,
                                              const json::value& found) {
  differences_.clear();
  compare("", expected, found);
  return std::move(differences_);
}

void Matcher::compare(const std::string& where, const json::value& expected,
                      const json::value& found) {
  if (expected.is_object() && found.is_object()) {
    compare_objects(where, expected.get_object(), found.get_object());
  } else if (expected.is_array() && found.is_array()) {
    compare_arrays(where, expected.get_array(), found.get_array());
  } else if (!matches(expected, found)) {
    differences_.push_back((where.empty() ? "/" : where) + ": expected " + quoted(expected) +
                           ", found " + quoted(found));
  }
}

void Matcher::compare_objects(const std::string& where, const json::object& expected,
                              const json::object& found) {
  std::set<std::string> keys;
  for (const auto& [key, value] : expected) {
    if (key == and_others) continue;
    const std::string name = variables_.fill(key);
    const std::string at = where + '/' + name;
    keys.insert(name);
    if (const auto* const member = found.if_contains(name)) {
      compare(at, value, *member);
    } else {
      differences_.push_back(at + ": is missing");
    }
  }
  if (expected.contains(and_others)) return;
  for (const auto& [key, value] : found) {
    const std::string name(key);
    if (keys.contains(name)) continue;
    differences_.push_back(where + '/' + name + ": was not expected, found " + quoted(value));
  }
}

void Matcher::compare_arrays(const std::string& where, const json::array& expected,
                             const json::array& found) {
  for (std::size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
    compare(where + '/' + std::to_string(i), expected[i], found[i]);
  }
  if (expected.size() == found.size()) return;
  differences_.push_back((where.empty() ? "/" : where) + ": expected " +
                         std::to_string(expected.size()) + " elements, found " +
                         std::to_string(found.size()));
}

bool Matcher::matches(const json::value& expected, const json::value& found) {
  if (!expected.is_string()) return expected == found;
  const std::string pattern(expected.get_string());
  std::smatch match;
  if (std::regex_match(pattern, match, placeholder())) {
    const auto [kind, name] = kind_and_name(match);
    return matches_placeholder(kind, name, found);
  }
  return found.is_string() && matches_text(pattern, std::string(found.get_string()));
}

bool Matcher::matches_placeholder(const std::string& kind, const std::string& name,
                                  const json::value& found) {
  if (kind.empty()) {
    const auto* const value = variables_.find(name);
    if (!value) differences_.push_back('{' + name + "} has no value yet; {any:" + name + "}?");
    return value && *value == found;
  }
  return kinds().contains(kind) && has_kind(kind, found) && remember(kind, name, found);
}

bool Matcher::remember(const std::string& kind, const std::string& name, const json::value& found) {
  if (name.empty()) return true;
  if (const auto* const known = variables_.find(name)) return *known == found;
  variables_.set(name, found);
  if (kind == "jwt") variables_.set(name + "_claims", claims_of(text_of(found)));
  return true;
}

bool Matcher::matches_text(const std::string& pattern, const std::string& found) {
  std::string form;
  std::vector<std::pair<std::string, std::string>> parts;
  std::string rest = pattern;
  for (std::smatch match; std::regex_search(rest, match, placeholder());) {
    form += literally(match.prefix());
    const auto [kind, name] = kind_and_name(match);
    if (kind.empty()) {
      form += literally(variables_.fill(match.str()));
    } else {
      form += '(' + kinds().at(kind) + ')';
      parts.emplace_back(kind, name);
    }
    rest = match.suffix().str();
  }
  form += literally(rest);
  std::smatch match;
  if (!std::regex_match(found, match, std::regex(form))) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!remember(parts[i].first, parts[i].second, json::string(match[i + 1].str()))) return false;
  }
  return true;
}

}  // namespace rolecall::test
