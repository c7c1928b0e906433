// A directory from its log, and readers beside its writer.
#include "projections/directory/directory.hpp"

#include <atomic>
#include <random>
#include <set>
#include <thread>

#include "engine/state/state_hash.hpp"
#include "projections/users/user_query.hpp"
#include "tests/support/forwarding_log.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

TEST(Directory, SaysTheSameOfEveryPositionOnceAKeyIsDestroyed) {
  WrittenLog written;
  const UserId ann = written.add_user("ann", "Ann", "Berg");
  const UserId bob = written.add_user("bob");
  written.rename(ann, "ann", "anna");
  written.assign(ann, Role::viewer, Role::admin);
  written.rename(ann, "anna", "ann");
  written.add(UserRemoved{ann});
  written.add(UserErased{ann});
  written.rename(bob, "bob", "ann");

  const auto hashes = [&] {
    Directory directory(written.log, written.keys);
    EXPECT_TRUE(directory.replay().has_value());
    std::vector<Hash> found;
    for (std::uint64_t at = 0; at <= 8; ++at) {
      found.push_back(state_hash(directory.model().state(), Position{at}));
    }
    return found;
  };
  const auto before = hashes();
  EXPECT_EQ(std::set<Hash>(before.begin(), before.end()).size(), 9u);
  written.keys.destroy(written.user_keys.at(ann));
  EXPECT_EQ(hashes(), before);

  Directory directory(written.log, written.keys);
  ASSERT_TRUE(directory.replay().has_value());
  UserFilter filter;
  filter.prefix = "a";
  filter.statuses = all_statuses;
  const auto page = list_users(View(directory.model(), Position{8}), filter, {}, 10, {});
  EXPECT_EQ(page->users, std::vector{UserNo{1}});
  EXPECT_TRUE(list_users(View(directory.model(), Position{5}), filter, {}, 10, {})->users.empty());
}

// What a log tells that another process writes and this one cannot read at the moment.
class UnreadableLog final : public ForwardingLog {
 public:
  using ForwardingLog::ForwardingLog;
  Position last() const override { return Position{0}; }
  Result<Position> read(Position, const RecordVisitor&) const override {
    return Error{Errc::unavailable, {}, "log: cannot be read"};
  }
};

TEST(Directory, DoesNotTakeALogThatCannotBeReadForOneThatHasNotGrown) {
  WrittenLog written;
  UnreadableLog log(written.log);
  Directory directory(log, written.keys);
  ASSERT_TRUE(directory.replay().has_value());
  const auto caught_up = directory.catch_up();
  ASSERT_FALSE(caught_up.has_value());
  EXPECT_EQ(caught_up.error().code, Errc::unavailable);
}

TEST(Directory, DoesNotReplayWhatCannotFollow) {
  WrittenLog written;
  written.add_user("ann");
  written.add(UserDeactivated{UserId(WrittenLog::id(1, 99))});
  Directory directory(written.log, written.keys);
  const auto replayed = directory.replay();
  ASSERT_FALSE(replayed.has_value());
  EXPECT_EQ(replayed.error().code, Errc::corrupt);
  EXPECT_NE(replayed.error().detail.find('2'), std::string::npos);
  EXPECT_EQ(directory.model().head(), Position{0});
}

TEST(Directory, DoesNotReplayWhatItCannotRead) {
  WrittenLog written;
  written.add_user("ann");
  const std::string record = "no record";
  ASSERT_EQ(written.log.append({&record, 1}), Append::stored);
  Directory directory(written.log, written.keys);
  const auto replayed = directory.replay();
  ASSERT_FALSE(replayed.has_value());
  EXPECT_EQ(replayed.error().code, Errc::corrupt);
}

TEST(Directory, TellsHowFarAReplayIs) {
  WrittenLog written;
  for (int i = 0; i < 3; ++i) written.add_user("user" + std::to_string(i));
  Directory directory(written.log, written.keys);
  std::vector<std::pair<Position, Position>> told;
  ASSERT_TRUE(directory.replay([&](Position done, Position last) { told.emplace_back(done, last); })
                  .has_value());
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), std::pair(Position{3}, Position{3}));
}

// ---- readers beside the writer -----------------------------------------------------------------

class ReadersBesideTheWriter : public testing::Test {
 protected:
  static constexpr int commands = 3000;

  void SetUp() override {
    ASSERT_TRUE(directory.replay().has_value());
    directory.start_writing();
  }

  // Creates, renames, promotes and (de)activates, several waiting at a time.
  void write() {
    std::mt19937_64 random(5);
    std::atomic<int> waiting{0};
    for (int i = 0; i < commands; ++i) {
      CommandRequest request;
      request.actor.kind = ActorKind::op;
      request.command = next_command(random, i);
      while (waiting > 20) std::this_thread::yield();
      ++waiting;
      directory.writer().submit(std::move(request), [&](const Result<Outcome>&) { --waiting; });
    }
    while (waiting > 0) std::this_thread::yield();
  }

  static Command next_command(std::mt19937_64& random, int i) {
    const auto name = [&] { return "user" + std::to_string(random() % 400); };
    ProfilePatch change;
    switch (i < 200 ? 0 : random() % 6) {
      case 0: {
        CreateUser create;
        create.profile.username = name();
        create.role.role = static_cast<Role>(1 + random() % role_count);
        return create;
      }
      case 1:
        return AssignRole{
            Username{name()},
            RoleGrant{static_cast<Role>(1 + random() % role_count), Channel::native, {}},
            {}};
      case 2:
        return DeactivateUser{Username{name()}, {}};
      case 3:
        return ActivateUser{Username{name()}, {}};
      default:
        change.username = name();
        change.first_name = "First" + std::to_string(random() % 50);
        return ChangeProfile{Username{name()}, change, {}};
    }
  }

  // All pages; no one twice.
  std::vector<UserNo> walk(const UserFilter& filter, UserOrder order, Position at) const {
    std::vector<UserNo> found;
    std::optional<Cursor> after;
    do {
      const auto page = list_users(View(directory.model(), at), filter, order, 37, after);
      EXPECT_TRUE(page.has_value());
      if (!page) break;
      found.insert(found.end(), page->users.begin(), page->users.end());
      after = page->next;
    } while (after);
    EXPECT_EQ(std::set<UserNo>(found.begin(), found.end()).size(), found.size());
    return found;
  }

  void check(Position at, std::mt19937_64& random) const {
    const ReadModel& model = directory.model();
    const auto counts = *count_users(View(model, at), {});
    const std::size_t users = sum(counts, classes_of(all_roles, all_statuses));
    ASSERT_EQ(model.state().users().count_at(at), users) << number(at);
    for (const UserOrder order :
         {UserOrder::created, UserOrder::created_descending, UserOrder::username}) {
      ASSERT_EQ(walk({}, order, at).size(), users) << number(at);
    }
    std::size_t holders = 0;
    for (unsigned role = 1; role <= role_count; ++role) {
      UserFilter filter;
      filter.roles = set_of(static_cast<Role>(role));
      filter.statuses = set_of(random() % 2 == 0 ? Status::active : Status::deactivated);
      const std::size_t found = walk(filter, UserOrder::created, at).size();
      ASSERT_EQ(found, sum(counts, classes_of(filter.roles, filter.statuses))) << number(at);
      filter.statuses = present_statuses;
      holders += walk(filter, UserOrder::username, at).size();
    }
    ASSERT_EQ(holders, users) << number(at);
    UserFilter prefix;
    prefix.prefix = "user";
    ASSERT_EQ(walk(prefix, UserOrder::created, at).size(), users) << number(at);
  }

  MemoryLog log;
  MemoryKeys keys;
  Directory directory{log, keys};
};

TEST_F(ReadersBesideTheWriter, SeeCountsListsAndHoldersOfOnePosition) {
  std::atomic<bool> written{false};
  const auto read = [&](std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (bool last = false; !last;) {
      last = written;
      const Position head = directory.model().head();
      check(head, random);
      check(Position{random() % (number(head) + 1)}, random);
      if (HasFatalFailure()) return;
    }
  };
  std::jthread first(read, 1);
  std::jthread second(read, 2);
  write();
  written = true;
}

}  // namespace
}  // namespace rolecall::test
