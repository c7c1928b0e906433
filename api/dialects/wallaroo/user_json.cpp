#include "api/dialects/wallaroo/user_json.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "api/elements.hpp"
#include "api/http/body.hpp"
#include "api/json/json_text.hpp"
#include "api/json/members.hpp"
#include "engine/types/canonical_name.hpp"
#include "projections/users/user_sort.hpp"

namespace rolecall::wallaroo {
namespace {

constexpr std::int64_t us_per_ms = 1000;

std::string json_string(std::string_view text) {
  std::string json;
  JsonWriter(json).value(text);
  return json;
}

// One attribute's value as a list of texts.
std::string shown_value(const boost::json::value& value, std::string_view text) {
  const std::string compact = compact_json(text);
  if (value.is_string()) return "[" + compact + "]";
  const auto* const array = value.if_array();
  const bool has_texts = array && std::all_of(array->begin(), array->end(),
                                              [](const auto& one) { return one.is_string(); });
  return has_texts ? compact : "[" + json_string(compact) + "]";
}

// Calls `visit(name, text of the value, value as shown)` for each attribute.
template <class Visit>
void visit_attributes(const boost::json::object& object, std::string_view text, Visit visit) {
  std::size_t n = 0;
  for (const auto& member : object) {
    const std::string_view value = member_text(text, n++);
    visit(std::string_view(member.key().data(), member.key().size()), value,
          shown_value(member.value(), value));
  }
}

boost::json::object parse_attributes(const std::string& attributes) {
  if (attributes.empty()) return {};
  return parse_json(attributes).value().get_object();
}

void add_member(std::string& object, std::string_view name, std::string_view value) {
  object += object.empty() ? "{" : ",";
  object += json_string(name) + ":";
  object += value;
}

void append_empty_array(JsonWriter& json, std::string_view name) {
  json.key(name);
  json.begin_array();
  json.end_array();
}

void append_access(JsonWriter& json) {
  json.key("access");
  json.begin_object();
  for (const auto* right : {"manageGroupMembership", "view", "mapRoles", "manage"}) {
    json.member(right, true);
  }
  json.member("impersonate", false);
  json.end_object();
}

}  // namespace

std::string shown_attributes(const std::string& attributes) {
  std::string shown;
  visit_attributes(parse_attributes(attributes), attributes,
                   [&](auto name, auto, const auto& value) { add_member(shown, name, value); });
  return shown.empty() ? shown : shown + "}";
}

std::optional<std::string> changed_attributes(const std::string& attributes,
                                              const boost::json::object& asked,
                                              std::string_view text) {
  const boost::json::object stored = parse_attributes(attributes);
  bool changed = stored.size() != asked.size();
  std::string result;
  visit_attributes(asked, text, [&](auto name, auto value, const auto& shown) {
    const auto* const former = stored.find({name.data(), name.size()});
    if (former != stored.end()) {
      const auto n = static_cast<std::size_t>(former - stored.begin());
      const std::string_view kept = member_text(attributes, n);
      if (shown_value(former->value(), kept) == shown) return add_member(result, name, kept);
    }
    changed = true;
    add_member(result, name, compact_json(value));
  });
  if (!changed) return std::nullopt;
  return result.empty() ? result : result + "}";
}

void append_user_members(JsonWriter& json, const UserAt& user, bool brief) {
  const auto text = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) json.member(name, std::string_view(value));
  };
  const Profile profile = user.shown_profile();
  append_id(json, "id", user.id());
  text("username", lower_case(profile.username));
  text("firstName", profile.first_name);
  text("lastName", profile.last_name);
  text("email", profile.email);
  json.member("emailVerified", false);
  json.member("createdTimestamp", user.created_at().us / us_per_ms);
  json.member("enabled", user.is_active());
  json.member("totp", false);
  append_empty_array(json, "disableableCredentialTypes");
  append_empty_array(json, "requiredActions");
  json.member("notBefore", 0);
  const std::string attributes = brief ? "" : shown_attributes(profile.attributes);
  if (!attributes.empty()) {
    json.key("attributes");
    json.raw(attributes);
  }
  append_access(json);
}

void append_user(JsonWriter& json, const UserAt& user, bool brief) {
  json.begin_object();
  append_user_members(json, user, brief);
  json.end_object();
}

void answer_users(const View& view, std::vector<UserNo> users, bool brief, Response& response) {
  Elements elements{users.size(), {}, users.size() * sizeof(UserNo)};
  elements.append = [view, brief,
                     kept = std::make_shared<const std::vector<UserNo>>(std::move(users))](
                        std::string& out, std::size_t index) {
    JsonWriter json(out);
    append_user(json, UserAt(view, (*kept)[index]), brief);
  };
  answer_elements(response, "[", std::move(elements), "]");
  response.position = view.at();
}

std::optional<Problem> answer_users(const View& view, const UserFilter& filter, const Slice& slice,
                                    bool brief, Response& response) {
  NumberedQuery query;
  query.filter = filter;
  query.order = {{UserMember::username, false}};
  query.offset = slice.first;
  query.limit = slice.max;
  auto page = list_numbered(view, query);
  if (!page) return Problem(page.error());
  answer_users(view, std::move(page->users), brief, response);
  return std::nullopt;
}

}  // namespace rolecall::wallaroo
