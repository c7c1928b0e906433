// A clock that is wrong, or was: what rules make of it, and what is recorded.
#include <atomic>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "projections/directory/directory.hpp"
#include "projections/history/event_query.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

constexpr std::int64_t minute_us = 60'000'000;
constexpr std::int64_t hour_us = 60 * minute_us;
constexpr std::int64_t day_us = 24 * hour_us;
constexpr std::int64_t year_us = 365 * day_us;
const RoleGrant viewer{Role::viewer, Channel::native, {}};
const RoleGrant admin{Role::admin, Channel::native, {}};

// A directory whose machine runs an hour after the log's first event, and has one user.
class WrongClock : public testing::Test {
 protected:
  void SetUp() override {
    ann = written.add_user("ann");
    start();
  }
  void start() {
    directory.reset();
    directory.emplace(written.log, written.keys, [this] {
      return ClockReading{{wall_us}, since_boot_us};
    });
    ASSERT_TRUE(directory->replay().has_value());
    directory->start_writing();
  }
  void pass(std::int64_t us) { wall_us += us, since_boot_us += us; }
  void set_clock_by(std::int64_t us) { wall_us += us; }
  Timestamp in(std::int64_t us) const { return {wall_us + us}; }

  Result<Outcome> execute(Command command) {
    CommandRequest request;
    request.actor = {ActorKind::op, {}, {}};
    request.command = std::move(command);
    return directory->writer().execute(std::move(request));
  }
  Recorded event_at(Position position) {
    const auto page = list_events(*directory, {}, {position, Position{number(position) - 1}, 1});
    return page->events.at(0);
  }
  void expect_refused(Command command) {
    const auto refused = execute(std::move(command));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_NE(refused.error().detail.find("clock"), std::string::npos);
  }
  void expect_recorded(const Result<Outcome>& outcome, Timestamp time, Timestamp recorded_at) {
    ASSERT_TRUE(outcome.has_value()) << outcome.error().detail;
    const Recorded recorded = event_at(outcome->position);
    EXPECT_EQ(recorded.time, time);
    EXPECT_EQ(recorded.recorded_at, recorded_at);
  }

  WrittenLog written;
  UserId ann;
  std::atomic<std::int64_t> wall_us{first_time.us + hour_us};
  std::atomic<std::int64_t> since_boot_us{hour_us};
  std::optional<Directory> directory;
};

TEST_F(WrongClock, StoresNothingWhileItHasJumpedFar) {
  for (const std::int64_t jump_us : {40 * year_us, -40 * year_us, 2 * hour_us}) {
    const Position before = directory->model().head();
    set_clock_by(jump_us);
    expect_refused(CreateGroup{"choir"});
    expect_refused(AssignRole{ann, admin, {}, in(day_us)});
    EXPECT_EQ(directory->model().head(), before);
    set_clock_by(-jump_us);
    expect_recorded(execute(CreateGroup{"group " + std::to_string(jump_us)}), in(0), in(0));
  }
}

TEST_F(WrongClock, RecordsTheTimeAsBeforeWhileItHasJumpedALittle) {
  set_clock_by(30 * minute_us);
  expect_recorded(execute(CreateGroup{"choir"}), in(-30 * minute_us), in(-30 * minute_us));
}

TEST_F(WrongClock, IsTakenAsItIsByANewStart) {
  set_clock_by(2 * hour_us);
  expect_refused(CreateGroup{"choir"});
  start();
  expect_recorded(execute(CreateGroup{"choir"}), in(0), in(0));
}

TEST_F(WrongClock, EndsNoRoleByJumpingAndKeepsNoneThatHasRunOut) {
  ASSERT_TRUE(execute(AssignRole{ann, admin, {}, in(day_us)}).has_value());
  const Position granted = directory->model().head();
  const Timestamp due = in(day_us);
  set_clock_by(40 * year_us);
  expect_refused(CreateGroup{"choir"});
  EXPECT_EQ(directory->model().head(), granted);
  pass(day_us);
  expect_refused(CreateGroup{"choir"});  // what wakes the writer
  const Recorded expired = event_at(directory->model().head());
  ASSERT_TRUE(std::holds_alternative<RoleExpired>(expired.event));
  EXPECT_EQ(expired.time, due);
}

TEST_F(WrongClock, KeepsNoRoleThatHasRunOutByGoingBack) {
  ASSERT_TRUE(execute(AssignRole{ann, admin, {}, in(hour_us)}).has_value());
  const Position granted = directory->model().head();
  set_clock_by(-40 * year_us);
  pass(hour_us);
  expect_refused(CreateGroup{"choir"});
  EXPECT_GT(directory->model().head(), granted);
}

// A change was recorded under a clock forty years ahead, which is right now.
class WrongClockOfBefore : public WrongClock {
 protected:
  void SetUp() override {
    WrongClock::SetUp();
    set_clock_by(40 * year_us);
    start();
    ASSERT_TRUE(execute(CreateGroup{"choir"}).has_value());
    ahead = in(0);
    set_clock_by(-40 * year_us);
    start();
  }
  Timestamp ahead;
};

TEST_F(WrongClockOfBefore, LeavesRulesToTheClock) {
  EXPECT_TRUE(execute(AssignRole{ann, admin, {}, in(day_us)}).has_value());
  EXPECT_TRUE(execute(IssueApiKey{ann, CredentialId(WrittenLog::id(9, 1)), Capability::read, in(1)})
                  .has_value());
  const auto invited = execute(InviteUser{"eve@example.org", viewer, in(day_us)});
  ASSERT_TRUE(invited.has_value()) << invited.error().detail;
  EXPECT_EQ(execute(InviteUser{"EVE@example.org", viewer, in(day_us)}).error().code,
            Errc::already_exists);
  EXPECT_TRUE(execute(AcceptInvitation{invited->user, {}, false}).has_value());
  EXPECT_EQ(execute(AssignRole{ann, admin, {}, in(0)}).error().field, "valid_until");
}

TEST_F(WrongClockOfBefore, EndsARoleInItsTime) {
  ASSERT_TRUE(execute(AssignRole{ann, admin, {}, in(day_us)}).has_value());
  const Position granted = directory->model().head();
  pass(day_us - 1);
  expect_recorded(execute(CreateGroup{"crew"}), ahead, in(0));
  EXPECT_EQ(number(directory->model().head()), number(granted) + 1);
  pass(1);
  ASSERT_TRUE(execute(CreateGroup{"staff"}).has_value());
  EXPECT_TRUE(std::holds_alternative<RoleExpired>(event_at(Position{number(granted) + 2}).event));
}

TEST_F(WrongClockOfBefore, RecordsWhenItReallyWasBesideTheTimeThatNeverGoesBack) {
  expect_recorded(execute(CreateGroup{"crew"}), ahead, in(0));
  EXPECT_EQ(log_ahead_us(directory->model()), 40 * year_us);
}

TEST_F(WrongClockOfBefore, LeavesTheStateOfEachTimeAsItWasRecorded) {
  const Position last = execute(CreateGroup{"crew"})->position;
  const State& state = directory->model().state();
  EXPECT_EQ(state.position_at(in(0), last), Position{1});
  EXPECT_EQ(state.position_at({ahead.us - 1}, last), Position{1});
  EXPECT_EQ(state.position_at(ahead, last), last);
}

}  // namespace
}  // namespace rolecall::test
