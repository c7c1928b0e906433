#include "projections/directory/head_watch.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

using namespace std::chrono_literals;
using Clock = HeadWatch::Clock;

// One who waits.
class Waiter {
 public:
  Waiter(HeadWatch& watch, std::uint64_t position, Clock::duration longest = 1h) {
    const auto told = std::make_shared<std::promise<void>>();
    told_ = told->get_future();
    watch.wait(Position{position}, Clock::now() + longest, [told] { told->set_value(); });
  }
  bool is_told(Clock::duration within) {
    return told_.wait_for(within) == std::future_status::ready;
  }

 private:
  std::future<void> told_;
};

TEST(HeadWatch, TellsWhenThePositionIsReachedAndNotBefore) {
  HeadWatch watch;
  Waiter third(watch, 3), second(watch, 2);
  watch.advance(Position{1});
  EXPECT_FALSE(second.is_told(20ms));
  watch.advance(Position{2});
  EXPECT_TRUE(second.is_told(10s));
  EXPECT_FALSE(third.is_told(20ms));
  watch.advance(Position{9});
  EXPECT_TRUE(third.is_told(10s));
}

TEST(HeadWatch, TellsOfAPositionThatIsReachedAlready) {
  HeadWatch watch;
  watch.advance(Position{5});
  EXPECT_TRUE(Waiter(watch, 5).is_told(10s));
  EXPECT_TRUE(Waiter(watch, 0).is_told(10s));
}

TEST(HeadWatch, TellsAtTheDeadline) {
  HeadWatch watch;
  Waiter patient(watch, 1), hasty(watch, 1, 30ms);
  EXPECT_TRUE(hasty.is_told(10s));
  EXPECT_FALSE(patient.is_told(20ms));
  watch.advance(Position{1});
  EXPECT_TRUE(patient.is_told(10s));
}

TEST(HeadWatch, TellsEverybodyWhenItIsClosedAndFromThenOnAtOnce) {
  HeadWatch watch;
  Waiter before(watch, 1);
  EXPECT_FALSE(watch.is_closed());
  watch.close();
  EXPECT_TRUE(watch.is_closed());
  EXPECT_TRUE(before.is_told(0s));
  EXPECT_TRUE(Waiter(watch, 1).is_told(0s));
}

// Spins at first, since it is about to happen, and then sleeps, since others may have the
// processor.
bool comes_to(const std::atomic<std::uint64_t>& value, std::uint64_t wanted) {
  constexpr int spins = 10'000;
  const auto give_up = Clock::now() + 1min;
  for (int i = 0; value < wanted; ++i) {
    if (i < spins) continue;
    if (Clock::now() > give_up) return false;
    std::this_thread::sleep_for(20us);
  }
  return true;
}

// Each position is waited for while it is being reached, on another thread: each time a little
// later, from before the watch has noticed that somebody waits to after it has fallen asleep.
TEST(HeadWatch, TellsWhoeverBeginsToWaitWhileThePositionIsReached) {
  constexpr std::uint64_t last = 20'000;
  std::atomic<std::uint64_t> asked{0}, told{0}, delay{0};
  HeadWatch watch;
  std::thread writer([&] {
    for (std::uint64_t head = 1; head <= last && comes_to(asked, head); ++head) {
      for (delay = 0; delay < head % 1000 * 10;) ++delay;
      watch.advance(Position{head});
    }
  });
  for (std::uint64_t position = 1; position <= last && !testing::Test::HasFailure(); ++position) {
    asked = position;
    watch.wait(Position{position}, Clock::now() + 1h, [&, position] { told = position; });
    EXPECT_TRUE(comes_to(told, position)) << position;
  }
  writer.join();
}

}  // namespace
}  // namespace rolecall::test
