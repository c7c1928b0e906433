// JSON Web Tokens (RFC 7519), signed with HMAC-SHA-256, by libjwt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "engine/types/timestamp.hpp"

namespace rolecall {

// `claims`: a JSON object. `key`: of 32 bytes or more. Nothing: the claims cannot be signed (they
// hold a zero character), or the token would be longer than verify_jwt() takes.
std::optional<std::string> sign_jwt(const std::string& claims, std::string_view key);

// The claims of a token that was signed with that key, whatever they say. Nothing: it was not.
std::optional<boost::json::object> verify_jwt(std::string_view token, std::string_view key);

// A claim of that form; empty and 0: there is none.
std::string_view text_claim(const boost::json::object& claims, std::string_view name);
std::int64_t number_claim(const boost::json::object& claims, std::string_view name);
// Whether they have an `exp` that is not over.
bool is_valid_at(const boost::json::object& claims, Timestamp now);

}  // namespace rolecall
