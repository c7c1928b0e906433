#include "tools/import/scim_user.hpp"

#include <algorithm>
#include <array>

#include "api/http/body.hpp"
#include "api/http/request.hpp"
#include "api/json/json_text.hpp"

namespace rolecall {
namespace {

namespace json = boost::json;

constexpr const char* user_schema = "urn:ietf:params:scim:schemas:core:2.0:User";
constexpr const char* enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

// Of a part of a multi-valued attribute; empty: it is not there.
std::string text_in(const json::value& part, const char* name) {
  const json::object* const object = part.if_object();
  const json::value* const value = object == nullptr ? nullptr : object->if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool is_primary(const json::value& part) {
  const json::object* const object = part.if_object();
  const json::value* const primary = object == nullptr ? nullptr : object->if_contains("primary");
  return primary != nullptr && primary->is_bool() && primary->get_bool();
}

// The primary one, else the only one, else the first at work.
std::string email_of(const json::array& emails) {
  const auto primary = std::ranges::find_if(emails, is_primary);
  if (primary != emails.end()) return text_in(*primary, "value");
  if (emails.size() == 1) return text_in(emails[0], "value");
  const auto is_of_work = [](const json::value& part) { return text_in(part, "type") == "work"; };
  const auto work = std::ranges::find_if(emails, is_of_work);
  return work == emails.end() ? std::string() : text_in(*work, "value");
}

// Some servers write it as a text.
Result<bool> active_of(const json::object& user) {
  const json::value* const active = user.if_contains("active");
  if (active == nullptr || active->is_null()) return true;
  if (active->is_bool()) return active->get_bool();
  if (active->is_string()) {
    const std::string_view text = active->get_string();
    if (equal_without_case(text, "true")) return true;
    if (equal_without_case(text, "false")) return false;
  }
  return invalid("active", "must be true or false");
}

// Roles and entitlements are texts, or objects with a value.
void append_words(const json::array* parts, std::vector<std::string>& words) {
  if (parts == nullptr) return;
  for (const json::value& part : *parts) {
    std::string word = part.is_string() ? std::string(part.get_string()) : text_in(part, "value");
    if (word.empty()) word = text_in(part, "display");
    const bool is_new = !word.empty() && std::ranges::find(words, word) == words.end();
    if (is_new) words.push_back(std::move(word));
  }
}

Result<std::vector<ScimGroup>> groups_of(const json::array* parts) {
  std::vector<ScimGroup> groups;
  if (parts == nullptr) return groups;
  for (const json::value& part : *parts) {
    ScimGroup group{text_in(part, "value"), text_in(part, "display")};
    if (group.id.empty()) return invalid("groups", "has one without a value");
    groups.push_back(std::move(group));
  }
  return groups;
}

// Named in a member of its own, or in none where only users are listed.
bool is_user(const json::object& object) {
  const json::value* const schemas = object.if_contains("schemas");
  if (schemas == nullptr || !schemas->is_array()) return object.contains("userName");
  return std::ranges::any_of(schemas->get_array(), [](const json::value& schema) {
    return schema.is_string() && schema.get_string() == user_schema;
  });
}

void set_names(const json::object* name, Profile& profile) {
  if (name == nullptr) return;
  const json::value whole(*name);
  profile.first_name = text_in(whole, "givenName");
  profile.last_name = text_in(whole, "familyName");
  if (profile.display_name.empty()) profile.display_name = text_in(whole, "formatted");
}

}  // namespace

Result<ScimUser> parse_scim_user(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return invalid("", value.error().detail);
  const json::object* const object = value->if_object();
  if (object == nullptr) return invalid("", "is not a JSON object");
  if (!is_user(*object)) return invalid("schemas", "are not those of a user");
  Members members(*object);
  ScimUser user;
  Profile& profile = user.person.profile;
  profile.username = members.optional_text("userName").value_or("");
  profile.display_name = members.optional_text("displayName").value_or("");
  const auto id = members.optional_text("id");
  profile.external_id = members.optional_text("externalId").value_or(id.value_or(""));
  if (const json::array* const emails = members.optional_array("emails")) {
    profile.email = email_of(*emails);
  }
  set_names(members.optional_object("name"), profile);
  append_words(members.optional_array("roles"), user.role_words);
  append_words(members.optional_array("entitlements"), user.role_words);
  auto groups = groups_of(members.optional_array("groups"));
  user.has_password = object->contains("password");
  const bool has_extension = members.optional_object(enterprise) != nullptr;
  if (members.error()) return *members.error();
  if (!groups) return groups.error();
  user.groups = *std::move(groups);
  if (has_extension) profile.attributes = compact_member(*object, text, enterprise);
  const auto active = active_of(*object);
  if (!active) return active.error();
  user.person.active = *active;
  return user;
}

}  // namespace rolecall
