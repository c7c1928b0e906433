// JSON Web Tokens (RFC 7519), signed with HMAC-SHA-256, by libjwt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace rolecall {

// `claims`: a JSON object. `key`: of 32 bytes or more.
std::string sign_jwt(const std::string& claims, std::string_view key);

// The claims of a token that was signed with that key, whatever they say. Nothing: it was not.
std::optional<boost::json::object> verify_jwt(std::string_view token, std::string_view key);

}  // namespace rolecall
