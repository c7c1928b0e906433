#include "projections/indexes/counts.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

constexpr std::size_t positions_max = 1 << 20;
constexpr UserClass viewer = class_of(Role::viewer, Status::active);
constexpr UserClass erased_operator = class_of(Role::ops, Status::erased);

TEST(Counts, AreZeroBeforeTheFirstPosition) {
  const Counts counts(positions_max);
  EXPECT_EQ(counts.at(Position{0}), Counts::ByClass{});
}

TEST(Counts, CountACreationAndAChangeOfClass) {
  Counts counts(positions_max);
  counts.apply(Position{1}, std::nullopt, viewer);
  counts.apply(Position{2}, viewer, erased_operator);
  EXPECT_EQ(counts.at(Position{1})[number(viewer)], 1U);
  EXPECT_EQ(counts.at(Position{2})[number(viewer)], 0U);
  EXPECT_EQ(counts.at(Position{2})[number(erased_operator)], 1U);
}

TEST(Counts, StayAtPositionsThatChangeNoClass) {
  Counts counts(positions_max);
  counts.apply(Position{1}, std::nullopt, viewer);
  counts.apply(Position{2}, std::nullopt, std::nullopt);
  counts.apply(Position{3}, viewer, viewer);
  EXPECT_EQ(counts.at(Position{3}), counts.at(Position{1}));
}

TEST(Counts, EqualANaiveCountAtEveryPosition) {
  Counts counts(positions_max);
  std::mt19937_64 random(3);
  std::vector<UserClass> users;
  Counts::ByClass expected{};
  std::vector<Counts::ByClass> history{expected};
  for (std::uint64_t position = 1; position <= 3000; ++position) {
    const auto kind = random() % 3;
    const auto after = UserClass{static_cast<std::uint8_t>(random() % (class_count - 1))};
    if (kind == 0 || users.empty()) {
      users.push_back(after);
      ++expected[number(after)];
      counts.apply(Position{position}, std::nullopt, after);
    } else if (kind == 1) {
      UserClass& user = users[random() % users.size()];
      --expected[number(user)];
      ++expected[number(after)];
      counts.apply(Position{position}, user, after);
      user = after;
    } else {
      counts.apply(Position{position}, std::nullopt, std::nullopt);
    }
    history.push_back(expected);
  }
  for (std::uint64_t position = 0; position < history.size(); ++position) {
    ASSERT_EQ(counts.at(Position{position}), history[position]) << position;
  }
}

}  // namespace
}  // namespace rolecall::test
