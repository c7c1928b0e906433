#include "engine/state/version_chain.hpp"

#include <bit>
#include <cstdint>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

struct Version {
  std::uint64_t position;
  VersionLinks links;
  std::uint32_t number;
  Position from() const { return Position{position}; }
  std::uint32_t depth() const { return number; }
};

class VersionChain : public testing::Test {
 protected:
  VersionChain() { versions.append_zeroed(1); }
  void push(std::uint64_t position) {
    push_version(versions, newest, Version{position, links_behind(versions, newest), ++count});
  }
  ReservedArray<Version> versions{std::size_t{1} << 24};
  std::atomic<VersionNo> newest{0};
  std::uint32_t count = 0;
};

TEST_F(VersionChain, HasNothingBeforeTheFirst) {
  EXPECT_EQ(version_at(versions, newest, Position{9}), nullptr);
  push(5);
  EXPECT_EQ(version_at(versions, newest, Position{4}), nullptr);
  EXPECT_EQ(version_at(versions, newest, Position{5})->number, 1U);
}

TEST_F(VersionChain, AnswersAsOfEveryPosition) {
  for (std::uint32_t i = 1; i <= 300; ++i) push(i * 3);
  for (std::uint64_t at = 3; at < 1000; ++at) {
    EXPECT_EQ(version_at(versions, newest, Position{at})->number,
              std::min<std::uint64_t>(at / 3, 300))
        << at;
  }
}

TEST_F(VersionChain, IsReadInLogarithmicTimeHoweverLongItIs) {
  constexpr std::uint32_t length = 200'000;
  for (std::uint32_t i = 1; i <= length; ++i) push(i);
  // Of the paper: 3 log2(n + 1) - 2 steps; each is two looks here.
  const std::size_t most = 2 * (3 * std::bit_width(length) - 2);
  for (std::uint64_t at = 1; at <= length; at += 997) {
    std::size_t looks = 0;
    const VersionNo found = first_reached(versions, newest, [&](const Version& version) {
      ++looks;
      return version.from() <= Position{at};
    });
    EXPECT_EQ(versions[found].number, at);
    EXPECT_LE(looks, most) << at;
  }
}

TEST_F(VersionChain, BearsNumbersThatLeaveSomeOut) {
  for (std::uint32_t i = 1; i <= 1000; ++i) {
    count += i % 7 == 0 ? 5 : 0;
    push(i);
  }
  for (std::uint64_t at = 1; at <= 1000; ++at) {
    EXPECT_EQ(version_at(versions, newest, Position{at})->from(), Position{at});
  }
}

}  // namespace
}  // namespace rolecall::test
