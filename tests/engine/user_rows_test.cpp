#include "engine/state/user_rows.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/people.hpp"

namespace rolecall::test {
namespace {

UserVersion version(std::uint64_t from, std::uint32_t revision, Status status = Status::active) {
  return {.from = Position{from},
          .role = Role::admin,
          .status = status,
          .role_word = WordNo{0},
          .revision = Revision{revision},
          .profile = ProfileRef{7}};
}

std::vector<UserVersion> history(const UserRows& rows, Position at) {
  std::vector<UserVersion> versions;
  rows.history(UserNo{0}, at, [&](const UserVersion& one) {
    versions.push_back(one);
    return true;
  });
  return versions;
}

TEST(UserRows, KeepEveryMemberOfAVersion) {
  UserRows rows;
  UserVersion first{.from = Position{1},
                    .role = Role::ops,
                    .status = Status::deactivated,
                    .role_word = WordNo{0xffff},
                    .revision = Revision{1},
                    .profile = ProfileRef{UINT32_MAX}};
  const UserNo user = rows.add(vera, KeyNo{9}, first);
  EXPECT_EQ(rows.at(user, Position{1}), first);
  EXPECT_EQ(rows.id(user), vera);
  EXPECT_EQ(rows.key(user), KeyNo{9});
  UserVersion last{.from = Position{limits::position_max},
                   .role = Role::viewer,
                   .status = Status::erased,
                   .role_word = WordNo{1},
                   .revision = Revision{UINT32_MAX},
                   .profile = ProfileRef{0}};
  rows.change(user, last, 0);
  EXPECT_EQ(rows.newest(user), last);
  EXPECT_EQ(rows.at(user, Position{limits::position_max - 1}), first);
}

TEST(UserRows, AnswerAsOfEachPosition) {
  UserRows rows;
  const UserNo user = rows.add(vera, KeyNo{1}, version(5, 1));
  rows.change(user, version(7, 2), 0);
  rows.change(user, version(9, 3), 0);
  EXPECT_EQ(rows.at(user, Position{4}), std::nullopt);
  EXPECT_EQ(rows.at(user, Position{6})->revision, Revision{1});
  EXPECT_EQ(rows.at(user, Position{7})->revision, Revision{2});
  EXPECT_EQ(rows.at(user, Position{100})->revision, Revision{3});
}

TEST(UserRows, TellAHistoryNewestFirst) {
  UserRows rows;
  const UserNo user = rows.add(vera, KeyNo{1}, version(5, 1));
  rows.change(user, version(7, 2), 0);
  rows.change(user, version(9, 3), 0);
  EXPECT_EQ(history(rows, Position{9}), (std::vector{version(9, 3), version(7, 2), version(5, 1)}));
  EXPECT_EQ(history(rows, Position{8}), (std::vector{version(7, 2), version(5, 1)}));
  EXPECT_EQ(history(rows, Position{4}), std::vector<UserVersion>{});
}

TEST(UserRows, TellAStreamThatBeganBeforeTheCreationOnce) {
  UserRows rows;
  const UserNo user = rows.add(vera, KeyNo{1}, version(5, 2));
  rows.change(user, version(7, 3), 0);
  EXPECT_EQ(rows.at(user, Position{4}), std::nullopt);
  EXPECT_EQ(rows.at(user, Position{5}), version(5, 2));
  EXPECT_EQ(history(rows, Position{9}), (std::vector{version(7, 3), version(5, 2)}));
}

// The naive answer: back from the newest version, to the one that changed it.
UserVersion since_by_steps(const UserRows& rows, const std::vector<UserAspects>& changed,
                           UserAspect aspect, Position at) {
  std::optional<UserVersion> found;
  rows.history(UserNo{0}, at, [&](const UserVersion& one) {
    found = one;
    return (changed[number(one.revision)] & bits(aspect)) == 0;
  });
  return *found;
}

TEST(UserRows, TellSinceWhenWhatTheyAreIsSo) {
  std::mt19937 random(7);
  UserRows rows;
  rows.add(vera, KeyNo{1}, version(5, 1));
  std::vector<UserAspects> changed{0, 0};  // by revision
  for (std::uint32_t revision = 2; revision < 700; ++revision) {
    // Some change often, some hardly ever.
    UserAspects some = random() % 3 == 0 ? bits(UserAspect::role) : 0;
    if (random() % 40 == 0) some |= bits(UserAspect::profile);
    if (random() % 400 == 0) some |= bits(UserAspect::username);
    changed.push_back(some);
    rows.change(UserNo{0}, version(3 + revision * 2, revision), some);
  }
  for (std::uint64_t at = 5; at < 1410; at += 1 + random() % 5) {
    for (const UserAspect aspect :
         {UserAspect::role, UserAspect::profile, UserAspect::username, UserAspect::last_name}) {
      EXPECT_EQ(rows.since(UserNo{0}, aspect, Position{at}),
                since_by_steps(rows, changed, aspect, Position{at}))
          << at;
    }
  }
}

TEST(UserRows, KnowWhichProfilesAUserHad) {
  UserRows rows;
  const auto with_profile = [](UserVersion one, std::uint32_t profile) {
    one.profile = ProfileRef{profile};
    return one;
  };
  const UserNo user = rows.add(vera, KeyNo{1}, with_profile(version(5, 1), 7));
  rows.change(user, with_profile(version(6, 2), 9), bits(UserAspect::profile));
  rows.change(user, with_profile(version(7, 3), 9), 0);
  rows.change(user, with_profile(version(8, 4), 12), bits(UserAspect::profile));
  rows.change(user, with_profile(version(9, 5), 0), bits(UserAspect::profile));
  const auto had = [&](std::uint32_t profile, std::uint64_t at) {
    return rows.had_profile(user, ProfileRef{profile}, Position{at});
  };
  for (std::uint64_t at = 0; at < 11; ++at) {
    EXPECT_EQ(had(7, at), at >= 5) << at;
    EXPECT_EQ(had(9, at), at >= 6) << at;
    EXPECT_EQ(had(12, at), at >= 8) << at;
    for (const std::uint32_t never : {1U, 8U, 10U, 13U}) EXPECT_FALSE(had(never, at)) << never;
  }
}

TEST(UserRows, StopWhereTheVisitorSaysSo) {
  UserRows rows;
  const UserNo user = rows.add(vera, KeyNo{1}, version(5, 1));
  rows.change(user, version(7, 2), 0);
  int visited = 0;
  rows.history(user, Position{9}, [&](const UserVersion&) { return ++visited < 1; });
  EXPECT_EQ(visited, 1);
}

TEST(UserRows, CountWhoExistedByThen) {
  UserRows rows;
  EXPECT_EQ(rows.count_at(Position{10}), 0U);
  for (std::uint16_t i = 0; i < 100; ++i) rows.add(user_id(i), KeyNo{1}, version(i * 3 + 3, 1));
  for (std::uint64_t at = 0; at < 310; ++at) {
    EXPECT_EQ(rows.count_at(Position{at}), std::min<std::uint64_t>(at / 3, 100)) << at;
  }
}

TEST(UserRows, RememberTheLastPresentStatus) {
  UserRows rows;
  const UserNo user = rows.add(vera, KeyNo{1}, version(1, 1, Status::deactivated));
  EXPECT_EQ(rows.last_present_status(user), Status::deactivated);
  rows.change(user, version(2, 2, Status::active), 0);
  rows.change(user, version(3, 3, Status::removed), 0);
  rows.change(user, version(4, 4, Status::erased), 0);
  EXPECT_EQ(rows.last_present_status(user), Status::active);
}

}  // namespace
}  // namespace rolecall::test
