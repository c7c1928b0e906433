#include "engine/commands/idempotency.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/events/codec.hpp"

namespace rolecall {

Result<void> settle_idempotency(IdempotencyKeys& idempotency, const EventLog& log,
                                const KeySource& keys) {
  const auto pending = idempotency.pending();
  if (pending.empty()) return {};
  std::unordered_map<RequestId, IdempotentOutcome> found;
  Position from = pending.front().head;
  for (const auto& one : pending) {
    from = std::min(from, one.head);
    found.emplace(one.request, IdempotentOutcome{});
  }
  Result<void> decoded;
  const auto read = log.read(from, [&](Position position, std::string_view record) {
    const auto recorded = decode(record, position, keys, Open::nothing);
    if (!recorded) {
      decoded = recorded.error();
      return false;
    }
    if (const auto at = found.find(recorded->request); at != found.end()) {
      at->second = {position, true, user_of(recorded->event), group_of(recorded->event)};
    }
    return true;
  });
  if (!read) return read.error();
  if (!decoded) return decoded;
  for (const auto& one : pending) {
    const IdempotentOutcome& outcome = found.at(one.request);
    if (outcome.changed) {
      idempotency.finish(one.key, outcome);
    } else {
      idempotency.forget(one.key);
    }
    idempotency.keep(one.key);
  }
  return {};
}

}  // namespace rolecall
