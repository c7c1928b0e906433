#include "api/dialects/wallaroo/access_tokens.hpp"

#include <algorithm>
#include <utility>

#include <sodium.h>

#include "api/dialects/wallaroo/roles.hpp"
#include "api/json/members.hpp"
#include "api/jwt.hpp"
#include "engine/writer/set_password.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::wallaroo {
namespace {

constexpr std::int64_t us_per_s = 1'000'000;

std::int64_t now_s(Service& service) { return service.model().clock().now().us / us_per_s; }

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

// Whoever they are for; nothing: the session has ended, or the user has another password by now, or
// none.
std::optional<UserId> user_of(Service& service, const boost::json::object& claims) {
  const auto user = UserId::parse(text_claim(claims, "sub"));
  const auto session = parse_uuid(text_claim(claims, "sid"));
  const Timestamp since{number_claim(claims, "since")};
  if (!user || !session || service.used_tokens().has_ended(*session, *user, since)) {
    return std::nullopt;
  }
  if (claims.contains("key")) return user;
  const auto mark = password_mark(service, *user);
  const bool is_current = mark && !mark->empty() && *mark == text_claim(claims, "password");
  return is_current ? user : std::nullopt;
}

void append_common(JsonWriter& json, Service& service, const Grant& grant,
                   const std::string& issuer, std::string_view type, std::int64_t expires_s) {
  json.member("iss", std::string_view(issuer));
  append_id(json, "sub", grant.user);
  json.member("typ", type);
  json.member("azp", std::string_view(grant.client));
  json.member("iat", now_s(service));
  json.member("exp", expires_s);
  json.member("auth_time", grant.since.us / us_per_s);
  json.member("since", grant.since.us);
  append_id(json, "sid", grant.session);
}

// What clients read in it: names and roles, as they are now. Not every name: a token of the longest
// ones must still be one that jwt.hpp takes.
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

Error no_token() { return {Errc::invalid_argument, "client_id", "makes no token"}; }

// `proof`: the claim that says what it ends with.
template <class Proof>
std::optional<std::string> sign_access(Service& service, const Grant& grant,
                                       const std::string& issuer, Proof proof) {
  std::string claims;
  JsonWriter json(claims);
  json.begin_object();
  append_common(json, service, grant, issuer, "Bearer", now_s(service) + access_token_s);
  proof(json);
  append_token_user(json, service.model(), grant.user);
  json.end_object();
  return sign_jwt(claims, key_of(service));
}

}  // namespace

Grant new_grant(Service& service, const UserId& user, std::string client) {
  Grant grant{user, std::move(client), service.model().clock().now()};
  randombytes_buf(grant.session.bytes.data(), grant.session.bytes.size());
  return grant;
}

Result<Tokens> issue_tokens(Service& service, const Grant& grant, const std::string& issuer) {
  if (!grant.key.is_nil()) {
    auto access = sign_access(service, grant, issuer,
                              [&](JsonWriter& json) { append_id(json, "key", grant.key); });
    if (!access) return no_token();
    return Tokens{*std::move(access), {}, 0};
  }
  const auto mark = password_mark(service, grant.user);
  if (!mark) return mark.error();
  const auto proof = [&](JsonWriter& json) { json.member("password", std::string_view(*mark)); };
  const std::int64_t expires_s =
      std::min(now_s(service) + refresh_token_s, grant.since.us / us_per_s + session_s);
  std::string refresh;
  JsonWriter json(refresh);
  json.begin_object();
  append_common(json, service, grant, issuer, "Refresh", expires_s);
  proof(json);
  json.member("number", grant.refreshed + 1);
  json.end_object();
  auto signed_access = sign_access(service, grant, issuer, proof);
  auto signed_refresh = sign_jwt(refresh, key_of(service));
  if (!signed_access || !signed_refresh) return no_token();
  return Tokens{*std::move(signed_access), *std::move(signed_refresh), expires_s - now_s(service)};
}

Result<AccessToken> read_access_token(Service& service, std::string_view token) {
  const Error refused{Errc::unauthenticated, "", "this token is not valid"};
  auto claims = claims_of(service, token, "Bearer");
  const auto user = claims ? user_of(service, *claims) : std::nullopt;
  if (!user) return refused;
  if (!claims->contains("key")) {
    const auto caller = service.caller_of(*user, Channel::wallaroo);
    if (!caller) return caller.error();
    return AccessToken{*std::move(claims), *caller};
  }
  const auto key = CredentialId::parse(text_claim(*claims, "key"));
  if (!key) return refused;
  const auto caller = service.caller_of(*key);
  if (!caller) return caller.error();
  return AccessToken{*std::move(claims), *caller};
}

std::optional<Grant> use_refresh_token(Service& service, std::string_view token) {
  const auto claims = claims_of(service, token, "Refresh");
  const auto user = claims ? user_of(service, *claims) : std::nullopt;
  const auto session = user ? parse_uuid(text_claim(*claims, "sid")) : std::nullopt;
  if (!session) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(number_claim(*claims, "number"));
  if (!service.used_tokens().use(*session, number)) return std::nullopt;
  return Grant{*user, std::string(text_claim(*claims, "azp")),
               Timestamp{number_claim(*claims, "since")}, *session, number};
}

bool end_session(Service& service, std::string_view refresh_token) {
  const auto claims = claims_of(service, refresh_token, "Refresh");
  const auto session = claims ? parse_uuid(text_claim(*claims, "sid")) : std::nullopt;
  if (session) service.used_tokens().end(*session);
  return session.has_value();
}

}  // namespace rolecall::wallaroo
