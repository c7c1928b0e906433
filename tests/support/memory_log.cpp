#include "tests/support/memory_log.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace rolecall::test {

Append MemoryLog::append(std::span<const NewRecord> records) {
  if (!settled_) {
    failure_ = {Errc::unavailable, {}, "log: a commit has failed"};
    return Append::not_stored;
  }
  switch (std::exchange(fault_, AppendFault::none)) {
    case AppendFault::none:
      store(records);
      return Append::stored;
    case AppendFault::not_stored:
      failure_ = {Errc::storage_full, {}, "log: told to fail"};
      return Append::not_stored;
    case AppendFault::unknown_and_stored:
      undecided_.assign(records.begin(), records.end());
      break;
    case AppendFault::unknown_and_not_stored:
      break;
  }
  settled_ = false;
  failure_ = {Errc::unavailable, {}, "log: told to fail"};
  return Append::unknown;
}

Result<Position> MemoryLog::settle() {
  if (settle_failures_ > 0) {
    --settle_failures_;
    return Error{Errc::unavailable, {}, "log: told to fail"};
  }
  store(std::exchange(undecided_, {}));
  settled_ = true;
  return last();
}

void MemoryLog::store(std::span<const NewRecord> records) {
  const std::lock_guard lock(mutex_);
  for (const NewRecord& record : records) {
    records_.push_back(record.bytes);
    frontier_.append(leaf_hash(record.bytes));
    const std::array<Uuid, 3> streams{record.user, record.actor, record.group};
    for (std::size_t kind = 0; kind < streams.size(); ++kind) {
      if (!streams[kind].is_nil()) {
        indexes_[kind][streams[kind]].push_back(Position{records_.size()});
      }
    }
  }
}

Position MemoryLog::last() const {
  const std::shared_lock lock(mutex_);
  return Position{records_.size()};
}

Result<Position> MemoryLog::read(Position after, const RecordVisitor& visit) const {
  const std::uint64_t end = number(last());
  for (std::uint64_t position = number(after) + 1; position <= end; ++position) {
    const std::string* record = nullptr;
    {
      const std::shared_lock lock(mutex_);
      record = &records_[position - 1];
    }
    if (!visit(Position{position}, *record)) return Position{position};
  }
  return std::max(after, Position{end});
}

Result<void> MemoryLog::positions(StreamKind kind, const Uuid& id, Position after,
                                  const PositionVisitor& visit) const {
  std::vector<Position> found;
  {
    const std::shared_lock lock(mutex_);
    const Index& index = indexes_[static_cast<std::size_t>(kind)];
    if (const auto stream = index.find(id); stream != index.end()) found = stream->second;
  }
  for (auto at = std::upper_bound(found.begin(), found.end(), after); at != found.end(); ++at) {
    if (!visit(*at)) break;
  }
  return {};
}

Result<Hash> MemoryLog::root() const {
  const std::shared_lock lock(mutex_);
  return frontier_.root();
}

}  // namespace rolecall::test
