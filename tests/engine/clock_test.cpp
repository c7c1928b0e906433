// The clock that rules go by: the wall clock, unless it jumps.
#include "engine/types/clock.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/limits.hpp"

namespace rolecall::test {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t minute_us = 60 * second_us;
constexpr std::int64_t hour_us = 60 * minute_us;
constexpr std::int64_t year_us = 365 * 24 * hour_us;
constexpr Timestamp start{1'700'000'000 * second_us};

// A machine that has been up for an hour.
class Machine {
 public:
  void pass(std::int64_t us) { wall_us_ += us, since_boot_us_ += us; }
  void set_clock_by(std::int64_t us) { wall_us_ += us; }
  ClockReading read() const { return {{wall_us_}, since_boot_us_}; }

 private:
  std::int64_t wall_us_ = start.us;
  std::int64_t since_boot_us_ = hour_us;
};

class ClockOfAMachine : public testing::Test {
 protected:
  void expect(std::int64_t since_start_us, std::int64_t jump_us = 0) {
    const Clock::Time time = clock.time();
    EXPECT_EQ(time.now.us - start.us, since_start_us);
    EXPECT_EQ(time.jump_us, jump_us);
  }

  Machine machine;
  Clock clock{[this] { return machine.read(); }};
};

TEST_F(ClockOfAMachine, IsTheWallClock) {
  expect(0);
  machine.pass(40 * year_us);
  expect(40 * year_us);
}

TEST_F(ClockOfAMachine, FollowsASmallStepForward) {
  machine.set_clock_by(4 * minute_us);
  expect(4 * minute_us);
  machine.pass(second_us);
  expect(4 * minute_us + second_us);
}

TEST_F(ClockOfAMachine, WaitsForTheWallClockAfterASmallStepBack) {
  machine.pass(10 * minute_us);
  expect(10 * minute_us);
  machine.set_clock_by(-4 * minute_us);
  expect(10 * minute_us);
  machine.set_clock_by(-minute_us);
  machine.pass(3 * minute_us);
  expect(10 * minute_us);
  machine.pass(3 * minute_us);
  expect(11 * minute_us);
}

TEST_F(ClockOfAMachine, GoesOnAsBeforeAfterAJump) {
  for (const std::int64_t jump_us : {6 * minute_us, -6 * minute_us, 40 * year_us, -40 * year_us}) {
    const std::int64_t before_us = clock.now().us - start.us;
    machine.set_clock_by(jump_us);
    expect(before_us, jump_us);
    machine.pass(hour_us);
    expect(before_us + hour_us, jump_us);
    machine.set_clock_by(-jump_us);
    machine.pass(hour_us);
    expect(before_us + 2 * hour_us);
  }
}

TEST_F(ClockOfAMachine, IsInDoubtAfterAJumpOfMoreThanAnHour) {
  for (const std::int64_t jump_us : {hour_us, -hour_us}) {
    machine.set_clock_by(jump_us);
    EXPECT_FALSE(clock.time().is_in_doubt());
    machine.set_clock_by(jump_us > 0 ? second_us : -second_us);
    EXPECT_TRUE(clock.time().is_in_doubt());
    machine.set_clock_by(-jump_us);
    EXPECT_FALSE(clock.time().is_in_doubt());
  }
}

TEST_F(ClockOfAMachine, IsBelievedAsItStandsWhereTheProcessStartsAnew) {
  machine.set_clock_by(-year_us);
  EXPECT_TRUE(clock.time().is_in_doubt());
  const Clock again([this] { return machine.read(); });
  EXPECT_EQ(again.now().us, start.us - year_us);
  EXPECT_FALSE(again.time().is_in_doubt());
}

RC_GTEST_PROP(AnyClock, NeverGoesBack, ()) {
  Machine machine;
  const Clock clock([&] { return machine.read(); });
  Timestamp last = clock.now();
  const auto passing = rc::gen::inRange<std::int64_t>(0, minute_us);
  const auto setting = rc::gen::inRange<std::int64_t>(-10 * minute_us, 10 * minute_us);
  for (const auto& [passed, set] :
       *rc::gen::container<std::vector<std::pair<std::int64_t, std::int64_t>>>(
           rc::gen::pair(passing, setting))) {
    machine.pass(passed);
    if (set % 3 == 0) machine.set_clock_by(set);
    const Timestamp now = clock.now();
    RC_ASSERT(now >= last);
    last = now;
  }
}

TEST(ClocksOfThisMachine, AreReadInMicroseconds) {
  const ClockReading first = read_clocks();
  const ClockReading second = read_clocks();
  EXPECT_GT(first.since_boot_us, 0);
  EXPECT_GE(second.since_boot_us, first.since_boot_us);
  EXPECT_LT(second.since_boot_us - first.since_boot_us, minute_us);
}

}  // namespace
}  // namespace rolecall::test
