// Which secrets count: those whose request id the newest event of their kind carries.
#pragma once

#include <functional>
#include <optional>

#include "engine/secrets/client_secrets.hpp"
#include "engine/state/state.hpp"
#include "engine/writer/writer.hpp"

namespace rolecall {

// By which request the user's password was last set at that position; nothing: never.
std::optional<RequestId> password_request(const State& state, const UserId& user, Position at);
// By which request somebody was last invited; nothing: never.
std::optional<RequestId> invitation_request(const State& state, const UserId& invited, Position at);

// When a command with a secret has been answered: what was stored before it, or it itself where it
// is refused, goes. Where it is not known whether it was stored, both stay. `former`: the request
// whose secret counted at a position.
void tidy(EventSecrets& secrets, const SecretKey& key, const Result<Outcome>& outcome,
          const std::function<std::optional<RequestId>(Position)>& former);

// Erases all secrets that do not count. To be called before there are commands.
Result<void> keep_current(ClientSecrets& secrets, const State& state);

}  // namespace rolecall
