// Records for tests of the log, and what a log holds.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/log/log.hpp"

namespace rolecall::test {

inline Uuid uuid_number(std::uint8_t n) {
  Uuid id;
  id.bytes.fill(n);
  return id;
}

inline std::vector<NewRecord> records(const std::vector<std::string>& texts) {
  std::vector<NewRecord> batch;
  for (const std::string& text : texts) batch.push_back({.bytes = text});
  return batch;
}

inline std::vector<std::string> all_records(const EventLog& log) {
  std::vector<std::string> found;
  const auto last = log.read(Position{0}, [&](Position position, std::string_view record) {
    EXPECT_EQ(number(position), found.size() + 1);
    found.emplace_back(record);
    return true;
  });
  EXPECT_TRUE(last.has_value()) << last.error().detail;
  EXPECT_EQ(last ? number(*last) : 0, found.size());
  return found;
}

inline std::vector<std::uint64_t> all_positions(const EventLog& log, StreamKind kind,
                                                const Uuid& id, Position after = {}) {
  std::vector<std::uint64_t> found;
  const auto done = log.positions(kind, id, after, [&](Position position) {
    found.push_back(number(position));
    return true;
  });
  EXPECT_TRUE(done.has_value());
  return found;
}

}  // namespace rolecall::test
