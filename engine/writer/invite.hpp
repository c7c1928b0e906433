// Giving out an invitation's one-time token.
#pragma once

#include <functional>

#include "engine/secrets/api_key.hpp"
#include "engine/secrets/event_secrets.hpp"
#include "engine/writer/writer.hpp"

namespace rolecall {

struct NewInvitation {
  Outcome outcome;   // its `user` is the invitation's id
  SecretText token;  // the only time that it is seen
};

// Submits an InviteUser or RenewInvitation once the hash of a new token is durable, which counts
// with its event: a token given out before is then of no use. `answer` comes on the writer's
// thread, or that of the secrets. The request must have an id.
void invite(EventSecrets& tokens, const State& state, CommandRequest request, Submit submit,
            std::function<void(const Result<NewInvitation>&)> answer);

// Whether this is the token that the newest invitation of its person brought.
Result<bool> is_token(const EventSecrets& tokens, const State& state, const ApiKey& token);

}  // namespace rolecall
