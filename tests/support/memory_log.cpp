#include "tests/support/memory_log.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace rolecall::test {

Append MemoryLog::append(std::span<const std::string> records) {
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

void MemoryLog::store(std::span<const std::string> records) {
  const std::lock_guard lock(mutex_);
  for (const std::string& record : records) {
    records_.push_back(record);
    frontier_.append(leaf_hash(record));
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

Result<Hash> MemoryLog::root() const {
  const std::shared_lock lock(mutex_);
  return frontier_.root();
}

}  // namespace rolecall::test
