// API keys and tokens of invitations: a public id and a random secret. As text, `rck_` or `rci_`
// and 96 lower-case hex digits: the 16 bytes of the id, the 32 of the secret. Shown once, then only
// the secret's hash is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/secrets/secret.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

using ApiSecret = SecretBytes;

struct ApiKey {
  CredentialId id{};
  ApiSecret secret;
};

// A new key: id and secret from libsodium's randomness.
ApiKey new_api_key();

SecretText format_api_key(const ApiKey& key);
// Strict: nothing around it, no upper case.
std::optional<ApiKey> parse_api_key(std::string_view text);

// Their id is the invitation's.
SecretText format_invitation_token(const ApiKey& token);
std::optional<ApiKey> parse_invitation_token(std::string_view text);

// A token that is kept nowhere: `rcb_` and 64 lower-case hex digits.
std::string new_bootstrap_token();

}  // namespace rolecall
