// Which past a caller may ask about, where the clock that recorded it was wrong.
#include "api/moment.hpp"

#include <any>

#include <gtest/gtest.h>

#include "tests/support/written_log.hpp"

namespace rolecall {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

// Four events, a second apart, seen by a clock that is so much behind or ahead of the last one.
class MomentOfACaller : public testing::Test {
 protected:
  bool may_see(Position at, std::int64_t since_last_us) {
    Directory directory(written.log, written.keys, clocks(since_last_us));
    EXPECT_TRUE(directory.replay().has_value());
    std::any memory;
    Request request;
    request.connection_memory = &memory;
    Parameters parameters(request);
    check_sight(parameters, directory.model(), at);
    return !parameters.error();
  }
  Clock::Read clocks(std::int64_t since_last_us) const {
    const Timestamp now{first_time_us + 3'000'000 + since_last_us};
    return [now] { return ClockReading{now, now.us}; };
  }

  void SetUp() override {
    for (const char* name : {"ann", "bob", "eve", "fay"}) written.add_user(name);
  }
  static constexpr std::int64_t first_time_us = test::first_time.us;
  test::WrittenLog written;
};

TEST_F(MomentOfACaller, SeesWhatWasThePresentWithinTheLastHour) {
  EXPECT_TRUE(may_see(Position{3}, 0));
  EXPECT_TRUE(may_see(Position{3}, hour_us));
  EXPECT_FALSE(may_see(Position{3}, hour_us + 1));
  EXPECT_TRUE(may_see(Position{4}, 40 * hour_us));
}

TEST_F(MomentOfACaller, DoesNotSeeThePastThatWasRecordedAsTheFuture) {
  EXPECT_FALSE(may_see(Position{1}, -hour_us));
  EXPECT_FALSE(may_see(Position{3}, -400'000 * hour_us));
  EXPECT_TRUE(may_see(Position{4}, -400'000 * hour_us));
  EXPECT_TRUE(may_see(Position{3}, -1'000'000));  // set back by a second since
}

}  // namespace
}  // namespace rolecall
