#include "api/dialects/wallaroo/access_tokens.hpp"

#include <algorithm>

#include "api/dialects/wallaroo/roles.hpp"
#include "api/json/members.hpp"
#include "api/jwt.hpp"
#include "engine/writer/set_password.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::wallaroo {
namespace {

std::int64_t now_s(Service& service) { return service.model().clock().now().us / 1'000'000; }

std::string_view key_of(Service& service) { return bytes_of(service.secrets().token_key); }

// The claims of a token of that type that has not run out.
std::optional<boost::json::object> claims_of(Service& service, std::string_view token,
                                             std::string_view type) {
  auto claims = verify_jwt(token, key_of(service));
  if (!claims || text_claim(*claims, "typ") != type ||
      !is_valid_at(*claims, service.model().clock().now()))
    return std::nullopt;
  return claims;
}

// Another one after each new password; empty: the user has none.
Result<std::string> password_mark(Service& service, const UserId& user) {
  const auto hash = password_hash_of(*service.secrets().passwords, service.model().state(), user);
  if (!hash) return hash.error();
  return *hash ? mark_of(**hash) : std::string();
}

// Whoever they are for; nothing: has another password by now, or none.
std::optional<UserId> user_of(Service& service, const boost::json::object& claims) {
  const auto user = UserId::parse(text_claim(claims, "sub"));
  if (!user) return std::nullopt;
  const auto mark = password_mark(service, *user);
  const bool is_current = mark && !mark->empty() && *mark == text_claim(claims, "password");
  return is_current ? user : std::nullopt;
}

void append_common(JsonWriter& json, Service& service, const Grant& grant,
                   const std::string& issuer, std::string_view type, std::int64_t expires_s,
                   std::string_view mark) {
  json.member("iss", std::string_view(issuer));
  append_id(json, "sub", grant.user);
  json.member("typ", type);
  json.member("azp", std::string_view(grant.client));
  json.member("iat", now_s(service));
  json.member("exp", expires_s);
  json.member("auth_time", grant.since_s);
  append_id(json, "sid", grant.session);
  json.member("password", mark);
}

// What clients read in it: names and roles, as they are now.
void append_token_user(JsonWriter& json, const ReadModel& model, const UserId& id) {
  const auto user = UserAt::find(View(model), id);
  if (!user) return;
  const Profile profile = user->shown_profile();
  const RoleGrant grant = user->role();
  json.member("preferred_username", std::string_view(profile.username));
  if (!profile.email.empty()) json.member("email", std::string_view(profile.email));
  json.member("name", std::string_view(profile.display_name));
  json.key("realm_access");
  json.begin_object();
  json.key("roles");
  json.begin_array();
  const std::string_view role = role_vocabulary.word_of(grant);
  if (!role.empty()) json.value(role);
  json.end_array();
  json.end_object();
}

}  // namespace

Result<Tokens> issue_tokens(Service& service, const Grant& grant, const std::string& issuer) {
  const auto mark = password_mark(service, grant.user);
  if (!mark) return mark.error();
  const std::int64_t expires_s =
      std::min(now_s(service) + refresh_token_s, grant.since_s + session_s);
  std::string access;
  JsonWriter access_json(access);
  access_json.begin_object();
  append_common(access_json, service, grant, issuer, "Bearer", now_s(service) + access_token_s,
                *mark);
  append_token_user(access_json, service.model(), grant.user);
  access_json.end_object();
  std::string refresh;
  JsonWriter refresh_json(refresh);
  refresh_json.begin_object();
  append_common(refresh_json, service, grant, issuer, "Refresh", expires_s, *mark);
  refresh_json.member("number", grant.refreshed + 1);
  refresh_json.end_object();
  auto signed_access = sign_jwt(access, key_of(service));
  auto signed_refresh = sign_jwt(refresh, key_of(service));
  if (!signed_access || !signed_refresh) return invalid("client_id", "makes no token");
  return Tokens{*std::move(signed_access), *std::move(signed_refresh), expires_s - now_s(service)};
}

std::optional<UserId> user_of_access_token(Service& service, std::string_view token) {
  const auto claims = claims_of(service, token, "Bearer");
  return claims ? user_of(service, *claims) : std::nullopt;
}

std::optional<Grant> use_refresh_token(Service& service, std::string_view token) {
  const auto claims = claims_of(service, token, "Refresh");
  const auto user = claims ? user_of(service, *claims) : std::nullopt;
  const auto session = user ? parse_uuid(text_claim(*claims, "sid")) : std::nullopt;
  if (!session) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(number_claim(*claims, "number"));
  if (!service.used_tokens().use(*session, number)) return std::nullopt;
  return Grant{*user, std::string(text_claim(*claims, "azp")), number_claim(*claims, "auth_time"),
               *session, number};
}

}  // namespace rolecall::wallaroo
