// Giving out a new API key, by a command that names it.
#pragma once

#include <string>

#include "engine/commands/writer.hpp"
#include "engine/secrets/credentials.hpp"

namespace rolecall {

struct NewApiKey {
  Outcome outcome;
  CredentialId id;
  std::string api_key;  // the only time that it is seen
};

// Puts a Bootstrap or IssueApiKey, whose `key` is filled in here, to the writer and waits.
// The secret's hash is durable before the command is decided; where that refuses, it goes again. A
// crash between the two leaves a hash that opens nothing.
// Threads: any but the writer's.
Result<NewApiKey> issue_api_key(Writer& writer, Credentials& credentials, CommandRequest request);

}  // namespace rolecall
