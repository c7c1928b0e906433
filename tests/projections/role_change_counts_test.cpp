// How many roles had changed at a position, also where long stretches of the log change none.
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "projections/indexes/role_changes.hpp"

namespace rolecall::test {
namespace {

TEST(RoleChangeCounts, AreThoseOfAllChangesUpToThePosition) {
  std::mt19937_64 random(7);
  for (const std::uint64_t longest_gap : {1, 3, 300, 5000}) {
    RoleChanges changes(100'000);
    EXPECT_EQ(changes.count_at(Position{40}), 0U);
    std::vector<std::uint64_t> positions;
    for (std::uint64_t at = 0; at < 20'000;) {
      at += 1 + random() % longest_gap;
      ASSERT_TRUE(changes.make_room(1, Position{at - 1}));
      changes.add({Position{at}, UserNo{0}, ActorNo{0}, Role::viewer, Role::admin});
      positions.push_back(at);
    }
    std::size_t expected = 0;
    for (std::uint64_t at = 0; at < positions.back() + 1000; ++at) {
      const bool is_change = expected < positions.size() && positions[expected] == at;
      if (is_change) ++expected;
      ASSERT_EQ(changes.count_at(Position{at}), expected) << at << " of gaps to " << longest_gap;
      ASSERT_EQ(changes.find(Position{at}) != nullptr, is_change) << at;
    }
  }
}

}  // namespace
}  // namespace rolecall::test
