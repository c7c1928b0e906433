#include "engine/secrets/client_secrets.hpp"

namespace rolecall {

Result<ClientSecrets> ClientSecrets::open(SecretsStore& store, const MasterKey& master) {
  ClientSecrets secrets;
  auto api_keys = Credentials::open(store, "api_keys");
  if (!api_keys) return api_keys.error();
  secrets.api_keys = std::move(*api_keys);
  auto invitation_tokens = Credentials::open(store, "invitation_tokens");
  if (!invitation_tokens) return invitation_tokens.error();
  secrets.invitation_tokens = std::move(*invitation_tokens);
  auto passwords = Passwords::open(store);
  if (!passwords) return passwords.error();
  secrets.passwords = std::move(*passwords);
  auto idempotency = IdempotencyKeys::open(store, master.derive("rolecall-idempotency"));
  if (!idempotency) return idempotency.error();
  secrets.idempotency = std::move(*idempotency);
  secrets.token_key = master.derive("rolecall-access-tokens");
  return secrets;
}

}  // namespace rolecall
