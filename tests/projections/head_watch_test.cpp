#include "projections/head_watch.hpp"

#include <future>
#include <memory>

#include <gtest/gtest.h>

namespace rolecall {
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

TEST(HeadWatch, LetsOneWhoIsToldWaitAgain) {
  constexpr std::uint64_t last = 1000;
  std::promise<void> all;
  std::function<void(std::uint64_t)> wait_for;
  HeadWatch watch;
  wait_for = [&](std::uint64_t position) {
    if (position > last) return all.set_value();
    watch.wait(Position{position}, Clock::now() + 1h, [&, position] { wait_for(position + 1); });
  };
  wait_for(1);
  for (std::uint64_t head = 1; head <= last; ++head) watch.advance(Position{head});
  EXPECT_EQ(all.get_future().wait_for(10s), std::future_status::ready);
}

}  // namespace
}  // namespace rolecall
