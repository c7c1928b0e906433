#include "projections/indexes/classes.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

constexpr std::size_t users_max = 1 << 20;
constexpr UserClass viewer = class_of(Role::viewer, Status::active);
constexpr UserClass admin = class_of(Role::admin, Status::active);

using Numbers = std::vector<std::uint32_t>;

Numbers ascending(const Classes& classes, Position position, ClassSet set, std::size_t first,
                  std::size_t end) {
  Numbers found;
  classes.ascending(position, set, UserNo{static_cast<std::uint32_t>(first)},
                    UserNo{static_cast<std::uint32_t>(end)}, [&](UserNo user) {
                      found.push_back(number(user));
                      return true;
                    });
  return found;
}

Numbers descending(const Classes& classes, Position position, ClassSet set, std::size_t first,
                   std::size_t end) {
  Numbers found;
  classes.descending(position, set, UserNo{static_cast<std::uint32_t>(first)},
                     UserNo{static_cast<std::uint32_t>(end)}, [&](UserNo user) {
                       found.push_back(number(user));
                       return true;
                     });
  return found;
}

TEST(Classes, SelectUsersAsTheyWereAtAPosition) {
  Classes classes(users_max);
  classes.add(UserNo{0}, viewer);
  classes.add(UserNo{1}, admin);
  classes.change(Position{3}, UserNo{0}, viewer, admin);
  classes.change(Position{4}, UserNo{1}, admin, viewer);
  EXPECT_EQ(ascending(classes, Position{2}, set_of(admin), 0, 2), (Numbers{1}));
  EXPECT_EQ(ascending(classes, Position{3}, set_of(admin), 0, 2), (Numbers{0, 1}));
  EXPECT_EQ(ascending(classes, Position{4}, set_of(admin), 0, 2), (Numbers{0}));
}

TEST(Classes, LeaveOutUsersFromTheEndOn) {
  Classes classes(users_max);
  for (std::uint32_t user = 0; user < 5000; ++user) classes.add(UserNo{user}, viewer);
  EXPECT_EQ(ascending(classes, Position{9}, set_of(viewer), 4094, 4098),
            (Numbers{4094, 4095, 4096, 4097}));
  EXPECT_EQ(descending(classes, Position{9}, set_of(viewer), 4094, 4098),
            (Numbers{4097, 4096, 4095, 4094}));
  EXPECT_EQ(ascending(classes, Position{9}, set_of(viewer), 4096, 4096), Numbers{});
  EXPECT_EQ(descending(classes, Position{9}, set_of(viewer), 4096, 4096), Numbers{});
}

TEST(Classes, StopWhereTheVisitorSaysSo) {
  Classes classes(users_max);
  for (std::uint32_t user = 0; user < 5000; ++user) classes.add(UserNo{user}, viewer);
  Numbers found;
  const auto two = [&](UserNo user) {
    found.push_back(number(user));
    return found.size() % 2 != 0;
  };
  classes.ascending(Position{1}, set_of(viewer), UserNo{7}, UserNo{5000}, two);
  classes.descending(Position{1}, set_of(viewer), UserNo{7}, UserNo{5000}, two);
  EXPECT_EQ(found, (Numbers{7, 8, 4999, 4998}));
}

// A naive model keeps every user's class at every position.
class ClassesBesideAModel : public testing::TestWithParam<std::size_t> {
 protected:
  void apply_random_event() {
    const auto after = UserClass{static_cast<std::uint8_t>(random_() % class_count)};
    const auto position = Position{history_.size()};
    if (users_.size() < Classes::block_users - 100 || random_() % 10 == 0) {
      classes_.add(UserNo{static_cast<std::uint32_t>(users_.size())}, after);
      users_.push_back(after);
    } else {
      // Every other change in the first users, so that some block has many chunks.
      const std::size_t user = random_() % (random_() % 2 == 0 ? users_.size() : 1);
      classes_.change(position, UserNo{static_cast<std::uint32_t>(user)}, users_[user], after);
      users_[user] = after;
    }
    history_.push_back(users_);
  }
  Numbers expected(std::size_t position, ClassSet set, std::size_t first, std::size_t end) const {
    Numbers found;
    for (std::size_t user = first; user < end; ++user) {
      if ((set >> number(history_[position][user]) & 1) != 0) {
        found.push_back(static_cast<std::uint32_t>(user));
      }
    }
    return found;
  }

  Classes classes_{users_max, GetParam()};
  std::vector<UserClass> users_;
  std::vector<std::vector<UserClass>> history_{{}};
  std::mt19937_64 random_{4};
};

TEST_P(ClassesBesideAModel, SelectTheSameUsersAtRandomPositions) {
  for (int i = 0; i < 8000; ++i) apply_random_event();
  for (int i = 0; i < 2000; ++i) {
    const std::size_t position = random_() % history_.size();
    const auto set = static_cast<ClassSet>(random_());
    const std::size_t end = random_() % (history_[position].size() + 1);
    const std::size_t first = random_() % (end + 1);
    Numbers wanted = expected(position, set, first, end);
    ASSERT_EQ(ascending(classes_, Position{position}, set, first, end), wanted) << position;
    std::ranges::reverse(wanted);
    ASSERT_EQ(descending(classes_, Position{position}, set, first, end), wanted) << position;
  }
}

INSTANTIATE_TEST_SUITE_P(ChunkSizes, ClassesBesideAModel,
                         testing::Values(std::size_t{1}, 2, 64, 1024));

}  // namespace
}  // namespace rolecall::test
