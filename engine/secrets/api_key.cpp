#include "engine/secrets/api_key.hpp"

#include <algorithm>

#include <sodium.h>

#include "engine/types/timestamp.hpp"
#include "engine/types/uuid_v7.hpp"

namespace rolecall {
namespace {

constexpr std::string_view api_key_prefix = "rck_";
constexpr std::string_view invitation_token_prefix = "rci_";
constexpr std::size_t id_digits = 32;
constexpr std::size_t secret_digits = 64;

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

void append_hex(std::string& text, const std::uint8_t* bytes, std::size_t size) {
  std::array<char, secret_digits + 1> digits;
  text += sodium_bin2hex(digits.data(), digits.size(), bytes, size);
  wipe(digits.data(), digits.size());
}

SecretText format(std::string_view prefix, const ApiKey& key) {
  std::string text;
  text.reserve(prefix.size() + id_digits + secret_digits);
  text += prefix;
  append_hex(text, key.id.bytes.data(), key.id.bytes.size());
  append_hex(text, key.secret.data(), key.secret.size());
  SecretText formatted(text);
  wipe(text.data(), text.size());
  return formatted;
}

std::optional<ApiKey> parse(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  if (text.size() != id_digits + secret_digits ||
      !std::all_of(text.begin(), text.end(), is_lower_hex)) {
    return std::nullopt;
  }
  ApiKey key;
  sodium_hex2bin(key.id.bytes.data(), key.id.bytes.size(), text.data(), id_digits, nullptr, nullptr,
                 nullptr);
  sodium_hex2bin(key.secret.data(), key.secret.size(), text.data() + id_digits, secret_digits,
                 nullptr, nullptr, nullptr);
  return key;
}

}  // namespace

ApiKey new_api_key() {
  ApiKey key;
  UuidV7 ids;
  key.id = CredentialId(ids.next(wall_clock()));
  randombytes_buf(key.secret.data(), key.secret.size());
  return key;
}

SecretText format_api_key(const ApiKey& key) { return format(api_key_prefix, key); }
std::optional<ApiKey> parse_api_key(std::string_view text) { return parse(api_key_prefix, text); }

SecretText format_invitation_token(const ApiKey& token) {
  return format(invitation_token_prefix, token);
}
std::optional<ApiKey> parse_invitation_token(std::string_view text) {
  return parse(invitation_token_prefix, text);
}

std::string new_bootstrap_token() {
  const ApiKey random = new_api_key();
  std::string text = "rcb_";
  append_hex(text, random.secret.data(), random.secret.size());
  return text;
}

}  // namespace rolecall
