// What became of requests whose process ended before it could say.
#pragma once

#include <vector>

#include "engine/log/log.hpp"
#include "engine/secrets/idempotency_keys.hpp"
#include "engine/secrets/keys.hpp"

namespace rolecall {

// Looks in the log for the events of each pending request: those that are there were done, the
// others never will be. `pending` must have been asked for before the writer was seen to have no
// batch of unknown end: before it starts, or before it decided something else. Reads the log from
// the oldest pending request on; of several callers one, the others find nothing left to do.
Result<void> settle_idempotency(IdempotencyKeys& idempotency,
                                std::vector<IdempotencyKeys::Pending> pending, const EventLog& log,
                                const KeySource& keys);

// Whether the event at a position is there, and of that request.
Result<bool> is_of_request(const EventLog& log, const KeySource& keys, Position position,
                           const RequestId& request);

}  // namespace rolecall
