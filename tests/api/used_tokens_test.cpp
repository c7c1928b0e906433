#include "api/used_tokens.hpp"

#include <gtest/gtest.h>

#include "engine/limits.hpp"

namespace rolecall::test {
namespace {

Uuid session(std::uint64_t number) {
  Uuid id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes[8 + i] = static_cast<std::uint8_t>(number * 0x9e3779b97f4a7c15U >> 8 * i);
  }
  return id;
}

TEST(UsedTokens, AreGoodOnceAndInTheirOrder) {
  UsedTokens used;
  EXPECT_TRUE(used.use(session(1), 1));
  EXPECT_TRUE(used.use(session(1), 2));
  EXPECT_TRUE(used.use(session(2), 1)) << "another session";
  EXPECT_TRUE(used.use(session(1), 3));
}

TEST(UsedTokens, EndTheirSessionWhenTheyComeAgain) {
  UsedTokens used;
  EXPECT_TRUE(used.use(session(1), 1));
  EXPECT_TRUE(used.use(session(1), 2));
  EXPECT_FALSE(used.use(session(1), 1));
  EXPECT_FALSE(used.use(session(1), 3));
  EXPECT_TRUE(used.use(session(2), 1));
}

TEST(UsedTokens, ForgetTheSessionThatWasUsedLongestAgo) {
  UsedTokens used;
  EXPECT_TRUE(used.use(session(0), 1));
  for (std::uint64_t i = 1; i < 16 * limits::token_sessions; ++i) used.use(session(i), 1);
  EXPECT_TRUE(used.use(session(0), 1)) << "a used one is good once more";
  EXPECT_FALSE(used.use(session(16 * limits::token_sessions - 1), 1));
}

const UserId eve(session(1000));
const UserId bob(session(1001));
constexpr Timestamp noon{1'000'000};

TEST(UsedTokens, AreGoodNoLongerThanTheirSession) {
  UsedTokens used;
  EXPECT_TRUE(used.use(session(1), 1));
  EXPECT_FALSE(used.has_ended(session(1), eve, noon));
  used.end(session(1));
  EXPECT_TRUE(used.has_ended(session(1), eve, noon));
  EXPECT_FALSE(used.use(session(1), 2));
  EXPECT_FALSE(used.has_ended(session(2), eve, noon)) << "another session";
}

TEST(UsedTokens, EndWithAllSessionsOfTheirUserThatHaveBegun) {
  UsedTokens used;
  used.end_all(eve, noon);
  used.end_all(eve, {noon.us - 1});
  EXPECT_TRUE(used.has_ended(session(1), eve, noon));
  EXPECT_FALSE(used.has_ended(session(1), eve, {noon.us + 1})) << "begun since";
  EXPECT_FALSE(used.has_ended(session(1), bob, noon)) << "another user";
}

}  // namespace
}  // namespace rolecall::test
