// What became of requests whose process ended before it could say.
#pragma once

#include "engine/log/log.hpp"
#include "engine/secrets/idempotency_keys.hpp"
#include "engine/secrets/keys.hpp"

namespace rolecall {

// Looks in the log for the events of each pending request: those that are there were done, the
// others never will be. To be called while the writer has no batch of unknown end: before it
// starts, or after it has answered something else since. Reads the log from the oldest pending
// request on.
Result<void> settle_idempotency(IdempotencyKeys& idempotency, const EventLog& log,
                                const KeySource& keys);

}  // namespace rolecall
