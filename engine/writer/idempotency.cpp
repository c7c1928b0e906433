#include "engine/writer/idempotency.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/events/event_reader.hpp"

namespace rolecall {

Result<void> settle_idempotency(IdempotencyKeys& idempotency,
                                std::vector<IdempotencyKeys::Pending> pending, const EventLog& log,
                                const KeySource& keys) {
  const auto alone = idempotency.settle_alone();
  std::erase_if(pending, [&](const auto& one) { return !idempotency.is_pending(one); });
  if (pending.empty()) return {};
  std::unordered_multimap<RequestId, std::size_t> by_request;
  std::vector<IdempotentOutcome> outcomes(pending.size());
  Position from = pending.front().head;
  for (std::size_t i = 0; i < pending.size(); ++i) {
    from = std::min(from, pending[i].head);
    by_request.emplace(pending[i].request.request, i);
  }
  const EventReader events(log, keys, Open::nothing);
  const auto visit = [&](const Recorded& recorded) -> Result<void> {
    const auto [begin, end] = by_request.equal_range(recorded.request);
    for (auto at = begin; at != end; ++at) {
      if (recorded.position <= pending[at->second].head) continue;
      outcomes[at->second] = {recorded.position, true, user_of(recorded.event),
                              group_of(recorded.event)};
    }
    return {};
  };
  if (const auto read = events.read(from, log.last(), visit); !read) return read;
  for (std::size_t i = 0; i < pending.size(); ++i) {
    if (outcomes[i].changed) {
      idempotency.finish(pending[i].request, outcomes[i]);
    } else {
      idempotency.forget(pending[i].request);
    }
  }
  return {};
}

Result<bool> is_of_request(const EventLog& log, const KeySource& keys, Position position,
                           const RequestId& request) {
  if (position == Position{0} || position > log.last()) return false;
  const auto recorded = EventReader(log, keys, Open::nothing).at(position);
  if (!recorded) return recorded.error();
  return recorded->request == request;
}

}  // namespace rolecall
