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

using Records = std::vector<std::string>;

inline Records all_records(const EventLog& log) {
  Records found;
  const auto last = log.read(Position{0}, [&](Position position, std::string_view record) {
    EXPECT_EQ(number(position), found.size() + 1);
    found.emplace_back(record);
    return true;
  });
  EXPECT_TRUE(last.has_value()) << last.error().detail;
  EXPECT_EQ(last ? number(*last) : 0, found.size());
  return found;
}

}  // namespace rolecall::test
