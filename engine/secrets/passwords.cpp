#include "engine/secrets/passwords.hpp"

#include <array>
#include <cstdlib>

#include <sodium.h>
#include <utf8proc.h>

#include "engine/types/sha256.hpp"

namespace rolecall {
namespace {

// What a user without a password is checked against.
const std::string& nobodys_hash() {
  static const std::string hash = [] {
    std::array<char, 32> random;
    randombytes_buf(random.data(), random.size());
    return hash_password({random.data(), random.size()}).value_or("");
  }();
  return hash;
}

// NFC, so that a password is the same whichever keyboard it is typed on (RFC 8265, OpaqueString).
SecretText composed(std::string_view password) {
  constexpr auto compose = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  utf8proc_uint8_t* mapped = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(password.data()),
                                 static_cast<utf8proc_ssize_t>(password.size()), &mapped, compose);
  if (size < 0) return SecretText(password);  // no text
  SecretText text(std::string_view(reinterpret_cast<const char*>(mapped), size));
  wipe(mapped, static_cast<std::size_t>(size));
  std::free(mapped);
  return text;
}

// libsodium takes no null pointer, not even to nothing.
const char* start_of(std::string_view text) { return text.empty() ? "" : text.data(); }

bool verifies(const std::string& hash, std::string_view password) {
  return crypto_pwhash_str_verify(hash.c_str(), start_of(password), password.size()) == 0;
}

}  // namespace

SecretText new_password() {
  std::array<unsigned char, 18> random;
  std::array<char, 24 + 1> text;
  randombytes_buf(random.data(), random.size());
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE);
  SecretText password(std::string_view(text.data(), text.size() - 1));
  wipe(random.data(), random.size());
  wipe(text.data(), text.size());
  return password;
}

std::optional<std::string> hash_password(std::string_view password) {
  const SecretText normal = composed(password);
  const std::string_view hashed = normal;
  std::array<char, crypto_pwhash_STRBYTES> text;
  if (crypto_pwhash_str_alg(text.data(), start_of(hashed), hashed.size(),
                            crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return std::nullopt;
  }
  return std::string(text.data());
}

bool is_hash_of(const std::optional<std::string>& hash, std::string_view password) {
  const std::string& checked = hash ? *hash : nobodys_hash();
  const SecretText normal = composed(password);
  if (verifies(checked, normal)) return hash.has_value();
  // Hashed as it was typed, by a version that did not compose.
  return std::string_view(normal) != password && verifies(checked, password) && hash.has_value();
}

std::string mark_of(std::string_view hash) { return to_hex(sha256({hash})).substr(0, 32); }

}  // namespace rolecall
