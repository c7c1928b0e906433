#include "tools/import/keycloak_user.hpp"

#include <boost/json/serialize.hpp>

#include "api/http/body.hpp"
#include "api/json/json_text.hpp"

namespace rolecall {
namespace {

namespace json = boost::json;

// Keycloak keeps a list of each; one value alone is that value here.
std::string attribute_text(const json::value& value, std::string_view text) {
  const json::array* const array = value.if_array();
  if (array == nullptr || array->size() != 1) return compact_json(text);
  return compact_json(element_texts(text)[0]);
}

void append(std::string& attributes, std::string_view name, std::string_view text) {
  attributes += attributes.empty() ? "{" : ",";
  attributes += json::serialize(json::string(name));
  attributes += ':';
  attributes += text;
}

// As they were written, and whether the address has been confirmed, which has no place of its own.
std::string attributes_of(const json::object& user, std::string_view text) {
  std::string attributes;
  bool has_name = false;
  const json::value* const given = user.if_contains("attributes");
  if (given != nullptr && given->is_object()) {
    const std::string whole = compact_member(user, text, "attributes");
    std::size_t n = 0;
    for (const auto& member : given->get_object()) {
      append(attributes, member.key(), attribute_text(member.value(), member_text(whole, n++)));
      has_name = has_name || member.key() == "emailVerified";
    }
  }
  const json::value* const verified = user.if_contains("emailVerified");
  if (verified != nullptr && verified->is_bool() && !has_name) {
    append(attributes, "emailVerified", verified->get_bool() ? "true" : "false");
  }
  return attributes.empty() ? attributes : attributes + '}';
}

std::vector<std::string> copied(const std::vector<std::string_view>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

Result<KeycloakUser> parse_keycloak_user(std::string_view json) {
  const auto value = parse_json(json);
  if (!value) return invalid("", value.error().detail);
  const json::object* const object = value->if_object();
  if (object == nullptr) return invalid("", "is not a JSON object");
  Members members(*object);
  KeycloakUser user;
  Profile& profile = user.person.profile;
  profile.external_id = members.optional_text("id").value_or("");
  profile.username = members.optional_text("username").value_or("");
  profile.email = members.optional_text("email").value_or("");
  profile.first_name = members.optional_text("firstName").value_or("");
  profile.last_name = members.optional_text("lastName").value_or("");
  user.person.active = members.optional_flag("enabled").value_or(true);
  user.realm_roles = copied(members.optional_texts("realmRoles"));
  user.groups = copied(members.optional_texts("groups"));
  user.is_service_account = members.optional_text("serviceAccountClientId").has_value();
  const json::array* const credentials = members.optional_array("credentials");
  user.has_password = credentials != nullptr && !credentials->empty();
  const json::array* const identities = members.optional_array("federatedIdentities");
  user.is_federated = members.optional_text("federationLink").has_value() ||
                      (identities != nullptr && !identities->empty());
  members.optional_object("attributes");
  if (members.error()) return *members.error();
  profile.attributes = attributes_of(*object, json);
  return user;
}

}  // namespace rolecall
