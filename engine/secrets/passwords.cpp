#include "engine/secrets/passwords.hpp"

#include <array>

#include <sodium.h>

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
  std::array<char, crypto_pwhash_STRBYTES> text;
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(),
                            crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return std::nullopt;
  }
  return std::string(text.data());
}

bool is_hash_of(const std::optional<std::string>& hash, std::string_view password) {
  const std::string& checked = hash ? *hash : nobodys_hash();
  return crypto_pwhash_str_verify(checked.c_str(), password.data(), password.size()) == 0 &&
         hash.has_value();
}

std::string mark_of(std::string_view hash) { return to_hex(sha256({hash})).substr(0, 32); }

}  // namespace rolecall
