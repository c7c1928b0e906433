// A log that is another: what a test wants to be different it overrides.
#pragma once

#include "engine/log/log.hpp"

namespace rolecall::test {

class ForwardingLog : public EventLog {
 public:
  // It must outlive this one.
  explicit ForwardingLog(EventLog& log) : log_(log) {}

  Append append(std::span<const std::string> records) override { return log_.append(records); }
  Result<Position> settle() override { return log_.settle(); }
  Error failure() const override { return log_.failure(); }
  Position last() const override { return log_.last(); }
  Result<Position> read(Position after, const RecordVisitor& visit) const override {
    return log_.read(after, visit);
  }
  Result<std::array<std::uint8_t, 32>> root() const override { return log_.root(); }

 private:
  EventLog& log_;
};

}  // namespace rolecall::test
