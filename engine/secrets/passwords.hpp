// Passwords, as Argon2id hashes (RFC 9106; libsodium's crypto_pwhash, limits "interactive": two
// passes over 64 MiB). Database `passwords`: user id, 16 B -> hash as text.
//
// Durability: put() and erase() have happened on disk when they return.
// Threads:    any. Hashing and checking take tens of milliseconds and 64 MiB each: the caller
// bounds
//             how many run at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/result.hpp"
#include "engine/secrets/secrets_store.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// A random one, of 24 characters.
std::string new_password();

// Nothing: no memory for it.
std::optional<std::string> hash_password(std::string_view password);

class Passwords {
 public:
  // The store must outlive this.
  static Result<std::unique_ptr<Passwords>> open(SecretsStore& store);

  Result<void> put(const UserId& user, std::string_view hash);
  // Nothing happens where there is none.
  Result<void> erase(const UserId& user);

  // Takes as long for a user who has none.
  Result<bool> check(const UserId& user, std::string_view password) const;
  // A text that is another one after each put(), and tells nothing about the password; empty: the
  // user has none. Waits for no hashing.
  Result<std::string> mark(const UserId& user) const;

 private:
  Result<std::string> hash_of(const UserId& user) const;  // empty: none
  Passwords(SecretsStore& store, LmdbDatabase passwords) : store_(&store), passwords_(passwords) {}

  SecretsStore* store_;
  LmdbDatabase passwords_;
};

}  // namespace rolecall
