#include "api/jwt.hpp"

#include <cstdlib>
#include <jwt.h>
#include <memory>
#include <new>

#include "api/json/body.hpp"

namespace rolecall {
namespace {

constexpr std::size_t token_max_bytes = 4096;

using Jwt = std::unique_ptr<jwt_t, decltype(&jwt_free)>;
using Text = std::unique_ptr<char, decltype(&std::free)>;

const unsigned char* bytes_of(std::string_view key) {
  return reinterpret_cast<const unsigned char*>(key.data());
}

}  // namespace

std::string sign_jwt(const std::string& claims, std::string_view key) {
  jwt_t* made = nullptr;
  if (jwt_new(&made) != 0) throw std::bad_alloc();
  const Jwt jwt(made, &jwt_free);
  const int size = static_cast<int>(key.size());
  if (jwt_add_grants_json(made, claims.c_str()) != 0 ||
      jwt_set_alg(made, JWT_ALG_HS256, bytes_of(key), size) != 0) {
    throw std::bad_alloc();
  }
  const Text text(jwt_encode_str(made), &std::free);
  if (!text) throw std::bad_alloc();
  return text.get();
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

}  // namespace rolecall
