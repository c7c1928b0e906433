// What the token endpoint gives out: JSON Web Tokens, kept nowhere. Whether their user may still
// come in is looked up whenever one is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/service.hpp"

namespace rolecall::wallaroo {

inline constexpr std::int64_t access_token_s = 300;
inline constexpr std::int64_t refresh_token_s = 1800;
inline constexpr std::int64_t session_s = 36000;  // a refreshed one lasts no longer than this

struct Tokens {
  std::string access;
  std::string refresh;
  std::int64_t refresh_s = 0;  // how long it lasts
};

// Whom tokens are for, and since when the session is.
struct Grant {
  UserId user;
  std::string client;
  std::int64_t since_s = 0;
  Uuid session{};               // a random one
  std::uint32_t refreshed = 0;  // how often
};

// `issuer`: the realm's URL. Fails where the secrets store does, and where what the client named
// makes no token.
Result<Tokens> issue_tokens(Service& service, const Grant& grant, const std::string& issuer);

// Both kinds end with the password they were got by.
// Nothing: it is none of ours, or has run out.
std::optional<UserId> user_of_access_token(Service& service, std::string_view token);
// The same of a refresh token, which is good once (used_tokens.hpp): for what it is exchanged for.
std::optional<Grant> use_refresh_token(Service& service, std::string_view token);

}  // namespace rolecall::wallaroo
