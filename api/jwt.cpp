#include "api/jwt.hpp"

#include <cstdlib>
#include <jwt.h>
#include <memory>

#include "api/http/body.hpp"

namespace rolecall {
namespace {

constexpr std::size_t token_max_bytes = 8192;

using Jwt = std::unique_ptr<jwt_t, decltype(&jwt_free)>;
using Text = std::unique_ptr<char, decltype(&std::free)>;

const unsigned char* bytes_of(std::string_view key) {
  return reinterpret_cast<const unsigned char*>(key.data());
}

}  // namespace

std::optional<std::string> sign_jwt(const std::string& claims, std::string_view key) {
  jwt_t* made = nullptr;
  if (jwt_new(&made) != 0) return std::nullopt;
  const Jwt jwt(made, &jwt_free);
  const int size = static_cast<int>(key.size());
  if (jwt_add_grants_json(made, claims.c_str()) != 0 ||
      jwt_set_alg(made, JWT_ALG_HS256, bytes_of(key), size) != 0) {
    return std::nullopt;
  }
  const Text text(jwt_encode_str(made), &std::free);
  if (!text || std::string_view(text.get()).size() > token_max_bytes) return std::nullopt;
  return std::string(text.get());
}

std::optional<boost::json::object> verify_jwt(std::string_view token, std::string_view key) {
  if (token.size() > token_max_bytes) return std::nullopt;
  jwt_t* found = nullptr;
  const int size = static_cast<int>(key.size());
  if (jwt_decode(&found, std::string(token).c_str(), bytes_of(key), size) != 0) return std::nullopt;
  const Jwt jwt(found, &jwt_free);
  if (jwt_get_alg(found) != JWT_ALG_HS256) return std::nullopt;
  const Text text(jwt_get_grants_json(found, nullptr), &std::free);
  const auto claims = text ? parse_json(text.get()) : Problem();
  if (!claims || !claims->is_object()) return std::nullopt;
  return claims->get_object();
}

std::string_view text_claim(const boost::json::object& claims, std::string_view name) {
  const auto* const claim = claims.if_contains(name);
  if (!claim || !claim->is_string()) return {};
  return {claim->get_string().data(), claim->get_string().size()};
}

std::int64_t number_claim(const boost::json::object& claims, std::string_view name) {
  const auto* const claim = claims.if_contains(name);
  return claim && claim->is_int64() ? claim->get_int64() : 0;
}

bool is_valid_at(const boost::json::object& claims, Timestamp now) {
  return number_claim(claims, "exp") > now.us / 1'000'000;
}

}  // namespace rolecall
