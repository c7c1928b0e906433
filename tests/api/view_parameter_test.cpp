// Which past a caller may ask about, where the clock that recorded it was wrong.
#include "api/view_parameter.hpp"

#include <span>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

// Four events, a second apart, seen by a clock that is so much behind or ahead of the last one.
class MomentOfACaller : public testing::Test {
 protected:
  bool may_see(Position at, std::int64_t since_last_us) {
    Directory directory(written.log, written.keys, clocks(since_last_us));
    EXPECT_TRUE(directory.replay().has_value());
    return !Access().as_of(View(directory.model(), at));
  }
  Clock::Read clocks(std::int64_t since_last_us) const {
    const Timestamp now{first_time_us + 3'000'000 + since_last_us};
    return [now] { return ClockReading{now, now.us}; };
  }

  void SetUp() override {
    for (const char* name : {"ann", "bob", "eve", "fay"}) written.add_user(name);
  }
  static constexpr std::int64_t first_time_us = first_time.us;
  WrittenLog written;
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

TEST_F(MomentOfACaller, MayBeAnyTimeThatWasRecordedAlsoAheadOfTheClock) {
  Directory directory(written.log, written.keys, clocks(-hour_us));
  ASSERT_TRUE(directory.replay().has_value());
  const auto moment_at = [&](std::int64_t us, bool lies_ahead) {
    const std::string text = to_text(Timestamp{first_time_us + us});
    const NamedText parameter{"as_of", text};
    Parameters parameters(std::span(&parameter, 1), Access());
    const View view = view_of(parameters, directory.model());
    EXPECT_EQ(parameters.error() && parameters.error()->detail == "lies in the future", lies_ahead);
    return view.at();
  };
  EXPECT_EQ(moment_at(3'000'000, false), Position{4});
  EXPECT_EQ(moment_at(2'999'999, false), Position{3});
  moment_at(3'000'001, true);
}

}  // namespace
}  // namespace rolecall::test
