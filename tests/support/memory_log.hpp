// The log's contract in memory, for tests: nothing survives, but it can be told to fail.
#pragma once

#include <cstdint>
#include <deque>
#include <shared_mutex>
#include <string>
#include <vector>

#include "engine/audit/merkle_tree.hpp"
#include "engine/log/log.hpp"

namespace rolecall::test {

enum class AppendFault : std::uint8_t {
  none,
  not_stored,
  unknown_and_stored,
  unknown_and_not_stored,
};

class MemoryLog final : public EventLog {
 public:
  // How the next append() ends, once.
  void fail_next_append(AppendFault fault) { fault_ = fault; }
  // So many calls of settle() fail first.
  void fail_settle(unsigned times) { settle_failures_ = times; }

  Append append(std::span<const std::string> records) override;
  Result<Position> settle() override;
  Error failure() const override { return failure_; }

  Position last() const override;
  Result<Position> read(Position after, const RecordVisitor& visit) const override;
  Result<Hash> root() const override;

 private:
  void store(std::span<const std::string> records);

  mutable std::shared_mutex mutex_;
  std::deque<std::string> records_;  // in a deque they stay where they are
  MerkleFrontier frontier_;

  AppendFault fault_ = AppendFault::none;
  unsigned settle_failures_ = 0;
  bool settled_ = true;
  std::vector<std::string> undecided_;  // stored, but seen only after settle()
  Error failure_{Errc::unavailable, {}, {}};
};

}  // namespace rolecall::test
