#include "tools/import/keycloak_groups.hpp"

#include "api/http/body.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

// A member of a group that is one value; empty: it is not there, or no text.
std::string text_of(JsonCursor& json) {
  const auto text = json.value(limits::import_line_max_bytes);
  const auto parsed = text ? parse_json(*text) : Parsed<boost::json::value>(nullptr);
  return parsed && parsed->is_string() ? std::string(parsed->get_string()) : std::string();
}

std::vector<std::string> texts_of(JsonCursor& json) {
  std::vector<std::string> texts;
  if (json.peek() != '[') return json.skip(), texts;
  json.enter();
  while (json.has_element()) texts.push_back(text_of(json));
  return texts;
}

}  // namespace

std::string group_name_of(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  std::string name;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '~' && i + 1 < path.size() && path[i + 1] == '/') continue;
    name += path[i];
  }
  return name;
}

Result<void> KeycloakGroups::read(JsonCursor& json) {
  if (json.peek() != '[') return json.skip(), Result<void>();
  json.enter();
  while (json.has_element()) {
    if (json.peek() != '{') {
      json.skip();
    } else if (auto read = read_group(json); !read) {
      return read;
    }
  }
  return {};
}

// As deep as check_json() lets JSON be.
Result<void> KeycloakGroups::read_group(JsonCursor& json) {
  const std::uint64_t line_no = json.line_no();
  std::string id;
  std::string path;
  std::vector<std::string> roles;
  json.enter();
  while (const auto name = json.member()) {
    if (*name == "id") {
      id = text_of(json);
    } else if (*name == "path") {
      path = text_of(json);
    } else if (*name == "realmRoles") {
      roles = texts_of(json);
    } else if (*name == "subGroups") {
      if (auto within = read(json); !within) return within;
    } else {
      json.skip();
    }
  }
  const std::string where = "line " + std::to_string(line_no) + ": ";
  if (path.empty()) return invalid("", where + "a group has no path");
  const auto [other, is_new] = ids_.emplace(path, id);
  if (!is_new) {
    return invalid("", where + "the groups " + other->second + " and " + id +
                           " have the same path, so that it is not known who is in which; rename "
                           "one of the two and export again");
  }
  if (!roles.empty()) roles_.emplace(path, std::move(roles));
  if (auto added = add(path); !added) {
    return invalid("", where + "the group " + id + ' ' + added.error().detail);
  }
  return {};
}

Result<void> KeycloakGroups::add(std::string_view path) {
  if (!keeps_names_) return {};
  if (const auto added = groups_.add(group_name_of(path), path); !added) return added.error();
  return {};
}

void KeycloakGroups::append_roles(std::string_view path,
                                  std::vector<std::string_view>& words) const {
  for (std::size_t end = path.size(); end != 0 && end != path.npos;) {
    const auto found = roles_.find(path.substr(0, end));
    if (found != roles_.end()) {
      words.insert(words.end(), found->second.begin(), found->second.end());
    }
    do {
      end = end == 0 ? path.npos : path.rfind('/', end - 1);
    } while (end != path.npos && end != 0 && path[end - 1] == '~');
  }
}

}  // namespace rolecall
