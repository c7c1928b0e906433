// A directory that takes a snapshot is the one that has replayed the log; or it is as new.
#include <cstring>
#include <memory>
#include <random>
#include <string>

#include "engine/state/state_hash.hpp"
#include "projections/users/user_query.hpp"
#include "tests/support/taken_snapshot.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

class LoadedModel : public testing::Test {
 protected:
  LoadedModel() {
    for (int i = 0; i < 200; ++i) {
      const std::string number = std::to_string(i);
      const UserId user = written.add_user("user" + number, "Ann" + number, "Berg");
      written.assign(user, Role::viewer, Role::admin);
      if (i % 3 == 0) written.rename(user, "user" + number, "renamed" + number);
    }
    written.add_group("blue");
  }
  std::unique_ptr<Directory> directory(const Amounts& capacities = memory_capacities) {
    return std::make_unique<Directory>(written.log, written.keys, read_clocks, capacities);
  }
  std::unique_ptr<Directory> replayed() {
    auto made = directory();
    EXPECT_TRUE(made->replay().has_value());
    return made;
  }
  static std::vector<UserNo> names(const Directory& directory, const std::string& prefix) {
    UserFilter filter;
    filter.prefix = prefix;
    return list_users(View(directory.model()), filter, {}, 1000, {})->users;
  }
  static void expect_same(const Directory& found, const Directory& expected) {
    const State& state = expected.model().state();
    ASSERT_EQ(found.model().head(), expected.model().head());
    for (std::uint64_t at = 0; at <= number(state.head()); at += 1 + at / 4) {
      ASSERT_EQ(state_hash(found.model().state(), Position{at}), state_hash(state, Position{at}));
    }
    for (const std::string prefix : {"user1", "renamed", "ann1", "berg"}) {
      EXPECT_EQ(names(found, prefix), names(expected, prefix)) << prefix;
      EXPECT_FALSE(names(found, prefix).empty()) << prefix;
    }
  }

  WrittenLog written;
};

TEST_F(LoadedModel, IsTheReplayedOneAndGoesOnSo) {
  const TakenSnapshot snapshot(*replayed());
  const auto loaded = directory();
  ASSERT_TRUE(snapshot.load_into(*loaded));
  EXPECT_EQ(loaded->model().head(), written.log.last());
  ASSERT_TRUE(loaded->replay().has_value());
  expect_same(*loaded, *replayed());
  const UserId late = written.add_user("user1late", "Ann1", "Berg");
  written.assign(late, Role::viewer, Role::ops);
  ASSERT_TRUE(loaded->catch_up().has_value());
  expect_same(*loaded, *replayed());

  const auto behind = directory();  // and what came since is replayed
  ASSERT_TRUE(snapshot.load_into(*behind));
  ASSERT_TRUE(behind->replay().has_value());
  expect_same(*behind, *replayed());
  const TakenSnapshot again(*behind);
  const auto from_again = directory();
  ASSERT_TRUE(again.load_into(*from_again));
  ASSERT_TRUE(from_again->replay().has_value());
  expect_same(*from_again, *replayed());
}

TEST_F(LoadedModel, IsAsNewWhereTheSnapshotIsDamaged) {
  const TakenSnapshot snapshot(*replayed());
  const std::string whole = snapshot.bytes();
  const auto expected = replayed();
  std::mt19937 random(4);
  for (int i = 0; i < 60; ++i) {
    std::string other = whole;
    const std::size_t at = i == 0 ? whole.size() - 1 : random() % whole.size();
    if (i % 2 == 0) {
      other.resize(at);
    } else {
      other[at] = static_cast<char>(other[at] ^ 1 << random() % 8);
    }
    snapshot.replace_bytes(other);
    const auto found = directory();
    found->model().set_epoch(17);
    if (snapshot.load_into(*found)) {
      ADD_FAILURE() << "taken, though damaged at " << at;
      continue;
    }
    EXPECT_EQ(found->model().head(), Position{0});
    EXPECT_EQ(found->model().epoch(), 17U);
    ASSERT_TRUE(found->replay().has_value());
    expect_same(*found, *expected);
  }
}

// An archive in memory, which fails when it has given so many bytes.
class Copied final : public Archive {
 public:
  explicit Copied(std::string& bytes) : Archive(false), bytes_(bytes) {}
  Copied(std::string& bytes, std::size_t end) : Archive(true), bytes_(bytes), end_(end) {}

 private:
  void transfer(void* memory, std::size_t size) override {
    if (!is_loading()) {
      bytes_.append(static_cast<const char*>(memory), size);
    } else if (size > end_ - at_) {
      fail();
    } else {
      std::memcpy(memory, bytes_.data() + at_, size);
      at_ += size;
    }
  }

  std::string& bytes_;
  std::size_t end_ = 0;
  std::size_t at_ = 0;
};

// Wherever it ends, what is half filled can be destroyed.
TEST_F(LoadedModel, MayEndWithinAnyField) {
  std::string bytes;
  Copied written_down(bytes);
  replayed()->model().serialize(written_down);
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) {
    ReadModel model;
    Copied cut(bytes, random() % bytes.size());
    model.serialize(cut);
    EXPECT_TRUE(cut.failed());
  }
  ReadModel model;
  Copied whole(bytes, bytes.size());
  model.serialize(whole);
  EXPECT_FALSE(whole.failed());
}

TEST_F(LoadedModel, IsAsNewWhereThereIsNoRoom) {
  const TakenSnapshot snapshot(*replayed());
  const Amounts capacities{.events = number(written.log.last()),
                           .profile_bytes = 1 << 20,
                           .group_name_bytes = 1000,
                           .role_words = 10};
  EXPECT_TRUE(snapshot.load_into(*directory(capacities)));
  for (const auto& [amount, less] : {std::pair{&Amounts::events, capacities.events - 1},
                                     {&Amounts::profile_bytes, std::uint64_t{1000}},
                                     {&Amounts::group_name_bytes, std::uint64_t{1}}}) {
    Amounts too_little = capacities;
    too_little.*amount = less;
    const auto full = directory(too_little);
    EXPECT_FALSE(snapshot.load_into(*full)) << less;
    EXPECT_EQ(full->model().head(), Position{0});
  }
}

}  // namespace
}  // namespace rolecall::test
