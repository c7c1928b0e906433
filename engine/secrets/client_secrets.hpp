// What clients prove themselves with, and what is kept of their requests. Each of these has a part
// of the secrets store to itself.
#pragma once

#include <memory>

#include "engine/result.hpp"
#include "engine/secrets/credentials.hpp"
#include "engine/secrets/event_secrets.hpp"
#include "engine/secrets/idempotency_keys.hpp"
#include "engine/secrets/master_key.hpp"
#include "engine/secrets/secrets_store.hpp"
#include "engine/secrets/secrets_writer.hpp"

namespace rolecall {

struct ClientSecrets {
  std::unique_ptr<SecretsWriter> writer;
  std::unique_ptr<Credentials> api_keys;
  std::unique_ptr<EventSecrets> invitation_tokens;  // by the id of the user invited
  std::unique_ptr<EventSecrets> passwords;          // by user
  std::unique_ptr<IdempotencyKeys> idempotency;
  SecretBytes token_key;  // signs access tokens

  ClientSecrets() = default;
  ClientSecrets(ClientSecrets&&) = default;
  ClientSecrets& operator=(ClientSecrets&&) = default;
  ~ClientSecrets() { stop(); }

  // The store must outlive this.
  static Result<ClientSecrets> open(SecretsStore& store, const MasterKey& master);
  // Makes the changes that wait, then no more.
  void stop() {
    if (writer) writer->stop();
  }
};

}  // namespace rolecall
