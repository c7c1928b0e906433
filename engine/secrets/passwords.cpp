#include "engine/secrets/passwords.hpp"

#include <array>

#include <sodium.h>

#include "engine/types/sha256.hpp"

namespace rolecall {
namespace {

std::string_view bytes_of(const UserId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

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

std::string new_password() {
  std::array<unsigned char, 18> random;
  randombytes_buf(random.data(), random.size());
  std::string text(sodium_base64_encoded_len(random.size(), sodium_base64_VARIANT_URLSAFE), '\0');
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE);
  text.pop_back();  // the zero at its end
  return text;
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

Result<std::unique_ptr<Passwords>> Passwords::open(SecretsStore& store) {
  const auto database = store.database("passwords", LmdbKeys::bytes);
  if (!database) return database.error();
  return std::unique_ptr<Passwords>(new Passwords(store, *database));
}

Result<void> Passwords::put(const UserId& user, std::string_view hash) {
  auto txn = store_->write();
  if (!txn) return txn.error();
  if (auto put = txn->put(passwords_, bytes_of(user), {hash}); !put) return put;
  return store_->commit(std::move(*txn));
}

Result<void> Passwords::erase(const UserId& user) {
  auto txn = store_->write();
  if (!txn) return txn.error();
  if (auto erased = txn->erase(passwords_, bytes_of(user)); !erased) return erased;
  return store_->commit(std::move(*txn));
}

Result<std::string> Passwords::hash_of(const UserId& user) const {
  const auto txn = store_->read();
  if (!txn) return txn.error();
  const auto stored = txn->get(passwords_, bytes_of(user));
  if (!stored) return stored.error();
  return *stored ? std::string(**stored) : std::string();
}

Result<bool> Passwords::check(const UserId& user, std::string_view password) const {
  const auto hash = hash_of(user);
  if (!hash) return hash.error();
  const bool has_one = !hash->empty();
  const std::string& checked = has_one ? *hash : nobodys_hash();
  return crypto_pwhash_str_verify(checked.c_str(), password.data(), password.size()) == 0 &&
         has_one;
}

Result<std::string> Passwords::mark(const UserId& user) const {
  const auto hash = hash_of(user);
  if (!hash || hash->empty()) return hash;
  return to_hex(sha256({*hash})).substr(0, 32);
}

}  // namespace rolecall
