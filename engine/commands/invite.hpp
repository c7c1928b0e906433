// Giving out an invitation's one-time token.
#pragma once

#include <string>

#include "engine/commands/writer.hpp"
#include "engine/secrets/credentials.hpp"

namespace rolecall {

struct NewInvitation {
  Outcome outcome;    // its `user` is the invitation's id
  std::string token;  // the only time that it is seen
};

// Puts an InviteUser or RenewInvitation to the writer and waits; where it is stored, keeps the hash
// of a new token, durable when this returns. A token given out before is then of no use. A crash
// between the two leaves an invitation that must be renewed to be accepted by token.
// Threads: any but the writer's.
Result<NewInvitation> invite(Writer& writer, Credentials& tokens, CommandRequest request);

}  // namespace rolecall
