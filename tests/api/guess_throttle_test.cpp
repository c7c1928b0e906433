#include "api/guess_throttle.hpp"

#include <string>

#include <gtest/gtest.h>

#include "engine/limits.hpp"

namespace rolecall::test {
namespace {

using namespace std::chrono_literals;
using Clock = GuessThrottle::Clock;

PeerAddress address(std::uint8_t last) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, last}};
}
const PeerAddress loopback{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}};

class GuessThrottleTest : public testing::Test {
 protected:
  std::chrono::seconds wait(std::string_view name, const PeerAddress& peer) const {
    return throttle.standing({name, peer}).wait;
  }
  // Guesses as soon as it may, that many times.
  void guess(std::string_view name, const PeerAddress& peer, unsigned times) {
    for (unsigned i = 0; i < times; ++i) {
      now += wait(name, peer);
      throttle.failed({name, peer});
    }
  }

  Clock::time_point now = Clock::now();
  GuessThrottle throttle{[this] { return now; }};
};

TEST_F(GuessThrottleTest, LetsAFewFailuresPassAndThenWaitsTwiceAsLongEachTime) {
  guess("ann", address(1), limits::guesses_free - 1);
  EXPECT_EQ(wait("ann", address(1)), 0s);
  for (const auto expected : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    guess("ann", address(1), 1);
    EXPECT_EQ(wait("ann", address(1)), expected);
  }
  now += 30s;
  EXPECT_EQ(wait("ann", address(1)), 0s);
}

TEST_F(GuessThrottleTest, CountsForANameWhereverItIsGuessedFrom) {
  for (std::uint8_t i = 1; i <= 20; ++i) guess("ann", address(i), 1);
  EXPECT_GT(wait("ann", address(99)), 0s);
  EXPECT_EQ(wait("bob", address(99)), 0s);
}

TEST_F(GuessThrottleTest, CountsForAnAddressWhateverNamesItGuesses) {
  for (unsigned i = 0; i < limits::guesses_free_of_address + 20; ++i) {
    guess("name" + std::to_string(i), address(1), 1);
  }
  EXPECT_GT(wait("bob", address(1)), 60s);
  EXPECT_EQ(wait("bob", address(2)), 0s);
}

TEST_F(GuessThrottleTest, TakesTheFirstHalfOfAnAddressOfIpv6ForAllOfIt) {
  PeerAddress one{{0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 1}};
  for (unsigned i = 0; i < limits::guesses_free_of_address; ++i) {
    one.bytes[15] = static_cast<std::uint8_t>(i);
    guess("name" + std::to_string(i), one, 1);
  }
  one.bytes[15] = 0xff;
  EXPECT_GT(wait("bob", one), 0s);
}

TEST_F(GuessThrottleTest, DoesNotLockOutWhoHasProvedItselfByWhatOthersGuess) {
  throttle.succeeded({"ann", address(7)});
  for (std::uint8_t i = 20; i < 60; ++i) guess("ann", address(i), 2);
  for (unsigned i = 0; i < 100; ++i) guess("name" + std::to_string(i), address(7), 1);
  EXPECT_TRUE(throttle.standing({"ann", address(7)}).is_known);
  EXPECT_EQ(wait("ann", address(7)), 0s);
}

TEST_F(GuessThrottleTest, TakesWhoFailsFromAKnownPlaceForUnknownAgain) {
  throttle.succeeded({"ann", address(7)});
  guess("ann", address(7), limits::guesses_free);
  EXPECT_FALSE(throttle.standing({"ann", address(7)}).is_known);
  EXPECT_GT(wait("ann", address(7)), 0s);
}

TEST_F(GuessThrottleTest, TakesThisMachineForNoAddressSinceAProxyIsThere) {
  for (unsigned i = 0; i < 200; ++i) guess("name" + std::to_string(i), loopback, 1);
  EXPECT_EQ(wait("bob", loopback), 0s);
}

TEST_F(GuessThrottleTest, ForgetsFailuresAfterAWhile) {
  guess("ann", address(1), 12);
  now += std::chrono::seconds(limits::guesses_forgotten_s) + 1s;
  guess("ann", address(1), 1);
  EXPECT_EQ(wait("ann", address(1)), 0s);
}

TEST_F(GuessThrottleTest, KeepsThoseWhoFailMuchWhenItsTableIsFlooded) {
  guess("ann", address(1), 10);
  for (std::size_t i = 0; i < 4 * limits::guess_entries; ++i) {
    throttle.failed({"name" + std::to_string(i), loopback});
  }
  EXPECT_GT(wait("ann", address(2)), 0s);
}

TEST_F(GuessThrottleTest, BoundsHowOftenOneMaySetOnesOwnPassword) {
  const UserId ann = *UserId::parse("01900000-0000-7000-8000-000000000001");
  const UserId bob = *UserId::parse("01900000-0000-7000-8000-000000000002");
  unsigned set = 0;
  for (int i = 0; i < 600; ++i, now += 1s) set += throttle.change_own(ann) == 0s;
  EXPECT_LT(set, 40U);
  EXPECT_GT(set, limits::guesses_free);
  EXPECT_EQ(throttle.change_own(bob), 0s);
}

}  // namespace
}  // namespace rolecall::test
