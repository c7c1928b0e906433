// Giving out a new API key, by a command that names it.
#pragma once

#include <functional>

#include "engine/secrets/credentials.hpp"
#include "engine/writer/writer.hpp"

namespace rolecall {

struct NewApiKey {
  Outcome outcome;
  CredentialId id;
  SecretText api_key;  // the only time that it is seen
};

// Submits a Bootstrap or IssueApiKey, whose `key` is filled in here, once the secret's hash is
// durable; where it is refused, the hash goes again. A crash between the two leaves a hash that
// opens nothing. `answer` comes on the writer's thread, or that of the secrets.
void issue_api_key(Credentials& credentials, CommandRequest request, Submit submit,
                   std::function<void(const Result<NewApiKey>&)> answer);

// The same, and waits.
Result<NewApiKey> issue_api_key(Writer& writer, Credentials& credentials, CommandRequest request);

}  // namespace rolecall
