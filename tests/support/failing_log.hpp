// A log that does not store, or does not tell, or cannot be read, for as long as it is told.
// Threads: fail(), work(), fail_reads() and the counts from any thread.
#pragma once

#include <atomic>

#include "tests/support/memory_log.hpp"

namespace rolecall::test {

class FailingLog final : public EventLog {
 public:
  void fail(Append with) { outcome_ = with; }
  void fail_reads() { is_readable_ = false; }
  void work() {
    outcome_ = Append::stored;
    is_readable_ = true;
  }
  int tries() const { return tries_; }  // of append() and settle()

  Append append(std::span<const std::string> records) override {
    ++tries_;
    const Append outcome = outcome_;
    return outcome == Append::not_stored || log_.append(records) != Append::stored
               ? Append::not_stored
               : outcome;
  }
  Result<Position> settle() override {
    ++tries_;
    return outcome_ == Append::stored ? Result<Position>(log_.last()) : failure();
  }
  Error failure() const override { return {Errc::unavailable, {}, "told to fail"}; }

  Position last() const override { return log_.last(); }
  Result<Position> read(Position after, const RecordVisitor& visit) const override {
    return is_readable_ ? log_.read(after, visit) : failure();
  }
  Result<Hash> root() const override { return log_.root(); }

 private:
  MemoryLog log_;
  std::atomic<Append> outcome_{Append::stored};
  std::atomic<bool> is_readable_{true};
  std::atomic<int> tries_{0};
};

}  // namespace rolecall::test
