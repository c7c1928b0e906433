#include "engine/writer/idempotency.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/events/codec.hpp"

namespace rolecall {
namespace {

using Visit = std::function<bool(const Recorded&)>;

Result<void> read_after(const EventLog& log, const KeySource& keys, Position after,
                        const Visit& visit) {
  Result<void> decoded;
  const auto read = log.read(after, [&](Position position, std::string_view record) {
    const auto recorded = decode(record, position, keys, Open::nothing);
    if (!recorded) decoded = recorded.error();
    return recorded && visit(*recorded);
  });
  if (!read) return read.error();
  return decoded;
}

}  // namespace

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
  const auto read = read_after(log, keys, from, [&](const Recorded& recorded) {
    const auto [begin, end] = by_request.equal_range(recorded.request);
    for (auto at = begin; at != end; ++at) {
      if (recorded.position <= pending[at->second].head) continue;
      outcomes[at->second] = {recorded.position, true, user_of(recorded.event),
                              group_of(recorded.event)};
    }
    return true;
  });
  if (!read) return read;
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
  bool is_of = false;
  if (position == Position{0} || position > log.last()) return is_of;
  const auto read = read_after(log, keys, previous(position), [&](const Recorded& recorded) {
    is_of = recorded.request == request;
    return false;
  });
  if (!read) return read.error();
  return is_of;
}

}  // namespace rolecall
