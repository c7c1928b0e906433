// Roles that run out: the writer ends them, whatever else it does or cannot do.
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "projections/directory/directory.hpp"
#include "projections/history/event_query.hpp"
#include "tests/support/failing_log.hpp"
#include "tests/support/together.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using std::chrono::milliseconds;

const RoleGrant viewer{Role::viewer, Channel::native, {}};
const RoleGrant admin{Role::admin, Channel::native, {}};

CommandRequest by(const Actor& actor, Command command) {
  CommandRequest request;
  request.actor = actor;
  request.command = std::move(command);
  return request;
}
CommandRequest by_operator(Command command) {
  return by({ActorKind::op, {}, {}}, std::move(command));
}
CommandRequest by_user(const UserId& user, Command command) {
  return by({ActorKind::user, user, {}}, std::move(command));
}

// What the log holds behind a position.
std::vector<Recorded> events_after(const Directory& directory, Position after) {
  return list_events(directory, {}, {directory.model().head(), after, 1000})->events;
}

void expect_expired(const Recorded& recorded, const UserId& user, Timestamp time) {
  ASSERT_TRUE(std::holds_alternative<RoleExpired>(recorded.event));
  const auto& event = std::get<RoleExpired>(recorded.event);
  EXPECT_EQ(event.user, user);
  EXPECT_EQ(event.from, admin);
  EXPECT_EQ(event.to, viewer);
  EXPECT_EQ(recorded.time, time);
  EXPECT_EQ(recorded.actor, (Actor{ActorKind::system, {}, {}}));
  EXPECT_EQ(recorded.channel, Channel::system);
}

template <class Condition>
bool wait_until(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(milliseconds(2));
  }
  return condition();
}

// Users are viewers unless they are made admins until a moment.
class ExpiredRoles : public testing::Test {
 protected:
  void start(Clock::Read clocks = read_clocks) {
    directory.emplace(log, keys, std::move(clocks));
    ASSERT_TRUE(directory->replay().has_value());
    directory->start_writing();
  }
  Result<Outcome> execute(CommandRequest request) {
    return directory->writer().execute(std::move(request));
  }
  UserId add_viewer(std::string name) {
    Profile profile;
    profile.username = std::move(name);
    return execute(by_operator(CreateUser{std::move(profile), viewer}))->user;
  }
  void make_admin(const UserId& user, Timestamp until) {
    ASSERT_TRUE(execute(by_operator(AssignRole{user, admin, {}, until})));
  }
  Position head() const { return directory->model().head(); }

  FailingLog log;
  MemoryKeys keys;
  std::optional<Directory> directory;
};

// ---- with time that passes ---------------------------------------------------------------------

// Of an admin whose role runs out before long. Time stands still until the role is given and the
// test has got ready, however slow the machine is, and goes on then as it does.
class ExpiredRolesInTime : public ExpiredRoles {
 protected:
  void SetUp() override {
    start([this] {
      const std::int64_t begin_us = went_on_us;
      const std::int64_t passed_us = begin_us ? read_clocks().since_boot_us - begin_us : 0;
      return ClockReading{{first_time.us + passed_us}, passed_us};
    });
    ann = add_viewer("ann");
    make_admin(ann, due);
    granted = head();
  }
  ~ExpiredRolesInTime() override { directory.reset(); }  // it reads the clock that is here
  void let_time_go_on() { went_on_us = read_clocks().since_boot_us; }
  bool comes_to_an_end() {
    return wait_until([&] { return head() != granted; });
  }
  void expect_end_once_the_log_works(Append failure) {
    log.fail(failure);
    const auto begin = std::chrono::steady_clock::now();
    const int tries = log.tries();
    let_time_go_on();
    // It is tried again and again, but at leisure.
    ASSERT_TRUE(wait_until([&] { return log.tries() >= tries + 4; }));
    EXPECT_LE(log.tries() - tries,
              4 + (std::chrono::steady_clock::now() - begin) / milliseconds(100));
    EXPECT_EQ(head(), granted);
    EXPECT_EQ(execute(by_operator(CreateGroup{"choir"})).error().code, Errc::unavailable);
    log.work();
    ASSERT_TRUE(comes_to_an_end());
    const auto events = events_after(*directory, granted);
    ASSERT_EQ(events.size(), 1u);
    expect_expired(events[0], ann, due);
    EXPECT_GT(events[0].recorded_at, due);
    EXPECT_TRUE(execute(by_operator(RemoveUser{ann, {}})));
  }

  const Timestamp due{first_time.us + 400'000};
  std::atomic<std::int64_t> went_on_us{0};  // of the time since boot; 0: time stands still
  UserId ann;
  Position granted{};
};

TEST_F(ExpiredRolesInTime, EndByThemselvesWhileNobodyAsks) {
  let_time_go_on();
  ASSERT_TRUE(comes_to_an_end());
  const auto events = events_after(*directory, granted);
  ASSERT_EQ(events.size(), 1u);
  expect_expired(events[0], ann, due);
  EXPECT_GE(events[0].recorded_at, due);
  EXPECT_EQ(std::get<RoleExpired>(events[0].event).granted_at, granted);
}

TEST_F(ExpiredRolesInTime, EndOnceTheLogCanBeWrittenAgain) {
  expect_end_once_the_log_works(Append::not_stored);
}

TEST_F(ExpiredRolesInTime, EndOnceItIsKnownWhetherTheLogHasThem) {
  expect_end_once_the_log_works(Append::unknown);
}

// ---- with a clock of the tests' own ------------------------------------------------------------

class ExpiredRolesByTheClock : public ExpiredRoles {
 protected:
  void start() {
    ExpiredRoles::start([this] { return ClockReading{{clock_us}, clock_us}; });
  }
  static Timestamp second(std::int64_t n) { return {first_time.us + n * 1'000'000}; }
  void set_clock(Timestamp time) { clock_us = time.us; }

  std::atomic<std::int64_t> clock_us{first_time.us};
};

TEST_F(ExpiredRolesByTheClock, EndInOrderBeforeAllElseWhereNoWriterRan) {
  start();
  const UserId ann = add_viewer("ann");
  const UserId bob = add_viewer("bob");
  const UserId eve = add_viewer("eve");
  make_admin(ann, second(30));
  make_admin(bob, second(20));
  make_admin(eve, second(90));
  const Position before = head();
  directory.reset();
  set_clock(second(60));
  start();
  const auto outcome = execute(by_operator(CreateGroup{"choir"}));
  ASSERT_TRUE(outcome.has_value());
  const auto events = events_after(*directory, before);
  ASSERT_EQ(events.size(), 3u);
  expect_expired(events[0], bob, second(20));
  expect_expired(events[1], ann, second(30));
  for (const Recorded& recorded : events) EXPECT_EQ(recorded.recorded_at, second(60));
  EXPECT_EQ(events[2].time, second(60));
  EXPECT_EQ(outcome->position, events[2].position);
}

TEST_F(ExpiredRolesByTheClock, HaveRunOutForACommandAtThatMoment) {
  start();
  const UserId ann = add_viewer("ann");
  make_admin(ann, second(30));
  const Position granted = head();
  set_clock({second(30).us - 1});
  EXPECT_TRUE(execute(by_user(ann, CreateGroup{"choir"})));
  set_clock(second(30));
  CommandRequest dry_run = by_user(ann, CreateGroup{"crew"});
  dry_run.dry_run = true;
  EXPECT_EQ(execute(std::move(dry_run)).error().code, Errc::forbidden);
  EXPECT_EQ(execute(by_user(ann, CreateGroup{"crew"})).error().code, Errc::forbidden);
  const auto events = events_after(*directory, granted);
  ASSERT_EQ(events.size(), 2u);
  expect_expired(events[1], ann, second(30));
}

TEST_F(ExpiredRolesByTheClock, LeaveARoleThatWasGivenMeanwhile) {
  start();
  const UserId ann = add_viewer("ann");
  const UserId bob = add_viewer("bob");
  make_admin(ann, second(30));
  make_admin(bob, second(30));
  make_admin(ann, second(40));
  ASSERT_TRUE(execute(by_operator(AssignRole{bob, admin, {}, {}})));
  const Position given = head();
  set_clock(second(35));
  EXPECT_TRUE(execute(by_user(ann, CreateGroup{"choir"})));
  EXPECT_TRUE(execute(by_user(bob, CreateGroup{"crew"})));
  set_clock(second(50));
  EXPECT_FALSE(execute(by_user(ann, CreateGroup{"staff"})));
  const auto events = events_after(*directory, given);
  ASSERT_EQ(events.size(), 3u);
  expect_expired(events[2], ann, second(40));
}

// ---- within one batch --------------------------------------------------------------------------

// Time goes on by a second whenever the writer looks, and at no other moment.
class ExpiredRolesInABatch : public ExpiredRoles {
 protected:
  void SetUp() override {
    start([this] {
      const std::int64_t us = clock_us += 1'000'000;
      return ClockReading{{us}, us};
    });
    ann = add_viewer("ann");
  }
  Timestamp in_looks(std::int64_t n) const { return {clock_us + n * 1'000'000}; }
  // Ann tries to write all the time.
  void let_ann_try(std::vector<CommandRequest>& requests) {
    for (int i = 0; i < 40; ++i) {
      requests.push_back(by_user(ann, CreateGroup{"group " + std::to_string(++groups)}));
    }
  }
  void expect_ann_wrote_only_before(Timestamp due, Position after) {
    bool expired = false;
    int written = 0;
    for (const Recorded& recorded : events_after(*directory, after)) {
      if (std::holds_alternative<RoleExpired>(recorded.event)) {
        expect_expired(recorded, ann, due);
        expired = true;
      } else if (recorded.actor.user == ann) {
        EXPECT_LT(recorded.time, due);
        EXPECT_FALSE(expired);
        ++written;
      }
    }
    EXPECT_TRUE(expired);
    EXPECT_GT(written, 0);
  }

  std::atomic<std::int64_t> clock_us{first_time.us};
  UserId ann;
  int groups = 0;
};

TEST_F(ExpiredRolesInABatch, HaveRunOutForTheFirstCommandThatComesAfter) {
  for (const int looks : {30, 31, 32}) {
    const Timestamp due = in_looks(looks);
    make_admin(ann, due);
    const Position granted = head();
    std::vector<CommandRequest> requests;
    let_ann_try(requests);
    execute_together(directory->writer(), std::move(requests));
    expect_ann_wrote_only_before(due, granted);
  }
}

TEST_F(ExpiredRolesInABatch, RunOutAlsoWhereTheyWereGivenInIt) {
  const Timestamp due = in_looks(20);
  const Position before = head();
  std::vector<CommandRequest> requests;
  requests.push_back(by_operator(AssignRole{ann, admin, {}, due}));
  let_ann_try(requests);
  execute_together(directory->writer(), std::move(requests));
  expect_ann_wrote_only_before(due, before);
}

// A log that another writer left: it went on after the role had run out.
TEST(ExpiredRolesOfAnotherWriter, EndNoEarlierThanTheEventBefore) {
  WrittenLog written;
  const UserId ann = written.add_user("ann");
  const Timestamp due{first_time.us + 2'500'000};
  written.add(RoleAssigned{ann, viewer, admin, due});
  for (const char* name : {"bob", "eve"}) written.add_user(name);
  const Timestamp last{first_time.us + 3'000'000};
  const Timestamp start{first_time.us + 60'000'000};
  Directory directory(written.log, written.keys, [&] { return ClockReading{start, start.us}; });
  ASSERT_TRUE(directory.replay().has_value());
  directory.start_writing();
  ASSERT_TRUE(wait_until([&] { return directory.model().head() == Position{5}; }));
  const auto events = events_after(directory, Position{4});
  expect_expired(events.at(0), ann, last);
  EXPECT_EQ(events[0].recorded_at, start);
}

}  // namespace
}  // namespace rolecall::test
