#include "engine/secrets/client_secrets.hpp"

namespace rolecall {

Result<ClientSecrets> ClientSecrets::open(SecretsStore& store, const MasterKey& master) {
  ClientSecrets secrets;
  secrets.writer = std::make_unique<SecretsWriter>(store);
  SecretsWriter& writer = *secrets.writer;
  auto api_keys = Credentials::open(store, writer);
  if (!api_keys) return api_keys.error();
  secrets.api_keys = std::move(*api_keys);
  auto invitation_tokens = EventSecrets::open(store, writer, "invitation_tokens");
  if (!invitation_tokens) return invitation_tokens.error();
  secrets.invitation_tokens = std::move(*invitation_tokens);
  auto passwords = EventSecrets::open(store, writer, "passwords");
  if (!passwords) return passwords.error();
  secrets.passwords = std::move(*passwords);
  auto idempotency = IdempotencyKeys::open(store, writer, master.derive("rolecall-idempotency"));
  if (!idempotency) return idempotency.error();
  secrets.idempotency = std::move(*idempotency);
  secrets.token_key = master.derive("rolecall-access-tokens");
  return secrets;
}

}  // namespace rolecall
