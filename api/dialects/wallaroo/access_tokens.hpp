// What the token endpoint gives out: JSON Web Tokens, kept nowhere. Whether their user may still
// come in is looked up whenever one is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "api/service.hpp"

namespace rolecall::wallaroo {

inline constexpr std::int64_t access_token_s = 300;
inline constexpr std::int64_t refresh_token_s = 1800;
inline constexpr std::int64_t session_s = 36000;  // a refreshed one lasts no longer than this

struct Tokens {
  std::string access;
  std::string refresh;         // empty: there is none
  std::int64_t refresh_s = 0;  // how long it lasts
};

// Whom tokens are for, and since when the session is.
struct Grant {
  UserId user;
  std::string client;
  Timestamp since;
  Uuid session{};               // a random one
  std::uint32_t refreshed = 0;  // how often
  CredentialId key{};           // by which it was got; nil: by a password
};

// A session that begins now.
Grant new_grant(Service& service, const UserId& user, std::string client);

// `issuer`: the realm's URL. What is got by an API key is not refreshed: the key is as good again.
// Fails where the secrets store does, and where what the client named makes no token.
Result<Tokens> issue_tokens(Service& service, const Grant& grant, const std::string& issuer);

// Both kinds end with the password or API key they were got by, and with their session.
struct AccessToken {
  boost::json::object claims;
  Caller caller;
};
// Fails with unauthenticated: it is none of ours, has run out or ended, or its user may not come
// in.
Result<AccessToken> read_access_token(Service& service, std::string_view token);
// A refresh token is good once (used_tokens.hpp): for what it is exchanged for. Nothing: it is
// none, or not good any more.
std::optional<Grant> use_refresh_token(Service& service, std::string_view token);
// Ends the session of a refresh token, also of a used one. False: it is none of ours.
bool end_session(Service& service, std::string_view refresh_token);

}  // namespace rolecall::wallaroo
