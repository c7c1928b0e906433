// A directory whose memory is full: what does not fit is refused before it is stored, what needs
// nothing of it goes on.
#include <atomic>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "engine/state/state_hash.hpp"
#include "projections/directory/directory.hpp"
#include "tests/support/together.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

constexpr Timestamp start{1'800'000'000'000'000};
const RoleGrant viewer{Role::viewer, Channel::native, {}};
const RoleGrant admin{Role::admin, Channel::native, {}};

CommandRequest by_operator(Command command) {
  CommandRequest request;
  request.actor.kind = ActorKind::op;
  request.command = std::move(command);
  return request;
}

class FullMemory : public testing::Test {
 protected:
  void open(const Amounts& capacities) {
    directory.reset();
    directory.emplace(
        log, keys,
        [this] {
          return ClockReading{Timestamp{now.load()}, now.load()};
        },
        capacities);
    ASSERT_TRUE(directory->replay().has_value());
    const auto tell = [this](const Writer::Filling& full) { ++told[std::string(full.store)]; };
    directory->start_writing({.filling = tell});
  }
  Result<Outcome> execute(Command command) {
    return directory->writer().execute(by_operator(std::move(command)));
  }
  GroupId add_group(std::string name) { return execute(CreateGroup{std::move(name)})->group; }
  Result<Outcome> add_user(std::string name) {
    Profile profile;
    profile.username = std::move(name);
    return execute(CreateUser{std::move(profile), viewer});
  }
  std::string name_of(const GroupId& id) const {
    const Groups& groups = directory->model().state().groups();
    return std::string(groups.name_text(groups.at(*groups.find(id), State::newest)->name));
  }
  static void expect_full(const Result<Outcome>& outcome, const std::string& store) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::storage_full);
    EXPECT_EQ(outcome.error().detail.find("the store " + store + " is full"), 0U);
  }
  void expect_the_same_replayed() {
    const State& live = directory->model().state();
    const Hash hash = state_hash(live, live.head());
    const Amounts capacities = live.capacities();
    open(capacities);
    const State& replayed = directory->model().state();
    EXPECT_EQ(state_hash(replayed, replayed.head()), hash);
  }

  MemoryLog log;
  MemoryKeys keys;
  std::atomic<std::int64_t> now{start.us};
  std::map<std::string, int> told;
  std::optional<Directory> directory;
};

TEST_F(FullMemory, KeepsEveryGroupsNameHoweverOftenOneIsRenamed) {
  open({.events = 100'000, .profile_bytes = 65'536, .group_name_bytes = 50'000, .role_words = 4});
  const GroupId administrators = add_group("administrators");
  const GroupId scratch = add_group("scratch");
  const GroupId auditors = add_group("auditors");
  std::string name = "scratch";
  std::optional<Result<Outcome>> refused;
  for (int i = 0; i < 1000 && !refused; ++i) {
    std::string next(250, static_cast<char>('a' + i % 26));
    auto renamed = execute(RenameGroup{scratch, next, {}});
    if (renamed) {
      name = std::move(next);
    } else {
      refused = std::move(renamed);
    }
  }
  ASSERT_TRUE(refused);
  expect_full(*refused, "group_name_bytes");
  const Position head = log.last();
  EXPECT_EQ(directory->model().head(), head);
  expect_full(execute(CreateGroup{std::string(255, 'n')}), "group_name_bytes");
  EXPECT_EQ(log.last(), head);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(name_of(administrators), "administrators");
    EXPECT_EQ(name_of(auditors), "auditors");
    EXPECT_EQ(name_of(scratch), name);
    EXPECT_TRUE(add_user("anna" + std::to_string(round)));
    expect_the_same_replayed();
  }
}

TEST_F(FullMemory, RefusesInADryRunToo) {
  open({.events = 100, .profile_bytes = 65'536, .group_name_bytes = 40, .role_words = 4});
  auto request = by_operator(CreateGroup{std::string(30, 'n')});
  request.dry_run = true;
  expect_full(directory->writer().execute(std::move(request)), "group_name_bytes");
}

// Commands of one batch together do not take more than one after another.
TEST_F(FullMemory, CountsWhatTheBatchHasDecidedBefore) {
  open({.events = 1000, .profile_bytes = 65'536, .group_name_bytes = 640, .role_words = 4});
  std::vector<CommandRequest> requests;
  for (int i = 0; i < 100; ++i)
    requests.push_back(by_operator(CreateGroup{"g" + std::to_string(i)}));
  std::size_t created = 0;
  for (const auto& outcome : execute_together(directory->writer(), std::move(requests))) {
    created += outcome ? 1 : 0;
  }
  EXPECT_GT(created, 90U);  // of 4 to 6 bytes in 600
  EXPECT_LT(directory->model().state().held().group_name_bytes, 601U);
  expect_the_same_replayed();
}

TEST_F(FullMemory, EndsRolesThoughNoMoreEventsAreTaken) {
  open({.events = 64, .profile_bytes = 65'536, .group_name_bytes = 640, .role_words = 4});
  const Timestamp due{start.us + 1'000'000};
  std::vector<UserId> admins;
  for (int i = 0; i < 100; ++i) {
    const auto added = add_user("user" + std::to_string(i));
    if (!added) break;
    if (execute(AssignRole{added->user, admin, {}, due})) admins.push_back(added->user);
  }
  EXPECT_EQ(admins.size(), 20U);  // three events each, of 60
  expect_full(add_user("late"), "events");
  now = due.us;
  expect_full(add_user("later"), "events");
  const State& state = directory->model().state();
  for (const UserId& user : admins) {
    const auto version = state.users().at(*state.find_user(user, state.head()), state.head());
    EXPECT_EQ(version->role, Role::viewer);
  }
  EXPECT_EQ(directory->model().head(), Position{60});
  expect_the_same_replayed();
}

TEST_F(FullMemory, IsToldOfOncePerStoreAtThreeQuarters) {
  open({.events = 40, .profile_bytes = 65'536, .group_name_bytes = 6400, .role_words = 4});
  for (int i = 0; i < 30; ++i) add_group("g" + std::to_string(i));
  EXPECT_TRUE(told.empty());
  for (int i = 30; i < 36; ++i) add_group("g" + std::to_string(i));
  EXPECT_EQ(told, (std::map<std::string, int>{{"events", 1}}));
}

std::uint64_t address_space_bytes() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

TEST(EmptyDirectory, TakesLittleAddressSpace) {
  const std::uint64_t before = address_space_bytes();
  const auto model = std::make_unique<ReadModel>();
  EXPECT_LT(address_space_bytes() - before, std::uint64_t{64} << 20);
}

// No memory is a refusal of the batch before it is stored, not the end of the process after.
TEST_F(FullMemory, RefusesABatchForWhichThereIsNoMemory) {
  State state;
  const Clock clock;
  std::atomic<bool> is_there{true};
  Writer writer(log, keys, state, clock,
                {[&](const Amounts& added) { return is_there && state.make_room(added); },
                 [&](std::span<const Recorded> stored) {
                   for (const Recorded& one : stored) ASSERT_TRUE(state.apply(one));
                   state.publish();
                 }},
                {});
  ASSERT_TRUE(writer.execute(by_operator(CreateGroup{"blue"})));
  is_there = false;
  EXPECT_EQ(writer.execute(by_operator(CreateGroup{"red"})).error().code, Errc::unavailable);
  EXPECT_EQ(log.last(), Position{1});
  is_there = true;
  EXPECT_TRUE(writer.execute(by_operator(CreateGroup{"red"})));
}

}  // namespace
}  // namespace rolecall::test
