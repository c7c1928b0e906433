// Passwords, as Argon2id hashes (RFC 9106; libsodium's crypto_pwhash, limits "interactive": two
// passes over 64 MiB).
//
// Threads: any. Hashing and checking take tens of milliseconds and 64 MiB each: the caller bounds
//          how many run at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/secrets/secret.hpp"

namespace rolecall {

// A random one, of 24 characters.
SecretText new_password();

// Passwords are the same where they are so in NFC. Nothing: no memory for it.
std::optional<std::string> hash_password(std::string_view password);

// Takes as long where there is no hash, which nothing opens.
bool is_hash_of(const std::optional<std::string>& hash, std::string_view password);

// A text that is another one for each hash, and tells nothing about the password.
std::string mark_of(std::string_view hash);

}  // namespace rolecall
