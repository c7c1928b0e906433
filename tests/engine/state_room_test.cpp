// What memory can hold, and what an event takes of it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/state/state.hpp"
#include "tests/support/random_history.hpp"

namespace rolecall::test {
namespace {

RC_GTEST_PROP(StateRoom, IsNeverTakenBeyondWhatWasToldBefore, ()) {
  const RandomHistory history(
      *rc::gen::resize(300, rc::gen::arbitrary<std::vector<std::uint32_t>>()));
  State state;
  for (const Recorded& recorded : history.events) {
    state.publish();
    const Amounts before = state.held();
    const Amounts demand = state.demand_of(recorded.event);
    RC_ASSERT(state.make_room(demand));
    RC_ASSERT(state.apply(recorded).has_value());
    state.publish();
    for (const Store& store : stores) {
      const std::uint64_t most = before.*store.amount + demand.*store.amount;
      RC_ASSERT((state.held().*store.amount) <= most);
    }
  }
}

// A log of more than this memory holds is told from a damaged one, and nothing is overwritten.
TEST(StateRoom, RefusesAStoredEventThatDoesNotFit) {
  State state({.events = 10, .profile_bytes = 4096, .group_name_bytes = 64, .role_words = 2});
  Recorded recorded;
  recorded.position = Position{1};
  recorded.event = GroupCreated{group_id(1), "administrators"};
  ASSERT_TRUE(state.apply(recorded));
  recorded.position = Position{2};
  recorded.event = GroupRenamed{group_id(1), "administrators", std::string(20, 'x')};
  const auto refused = state.apply(recorded);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::storage_full);
  EXPECT_EQ(refused.error().detail.find("event 2: the store group_name_bytes is full (64)"), 0U);
  state.publish();
  EXPECT_EQ(state.head(), Position{1});
  EXPECT_EQ(state.groups().name_text(0), "administrators");
  recorded.event = GroupRenamed{group_id(1), "administrators", "admins"};
  EXPECT_TRUE(state.apply(recorded));
}

TEST(StateRoom, TakesWhatIsStoredUpToTheWholeOfItsCapacity) {
  State state({.events = 3, .profile_bytes = 4096, .group_name_bytes = 64, .role_words = 1});
  Recorded recorded;
  recorded.event = GroupCreated{group_id(1), "blue"};
  recorded.position = Position{1};
  ASSERT_TRUE(state.apply(recorded));
  EXPECT_FALSE(state.check_room({}, {.group_name_bytes = 56}));
  EXPECT_TRUE(state.check_room({}, {.group_name_bytes = 52}));
  EXPECT_FALSE(state.check_room({.group_name_bytes = 4}, {.group_name_bytes = 52}));
  EXPECT_TRUE(state.check_room({.group_name_bytes = 60}, {.events = 1}));  // needs no name
  recorded.event = GroupRenamed{group_id(1), "blue", std::string(28, 'x')};
  recorded.position = Position{2};
  EXPECT_TRUE(state.apply(recorded));
  recorded.event = GroupDeleted{group_id(1)};
  recorded.position = Position{3};
  EXPECT_TRUE(state.apply(recorded));
  recorded.event = GroupCreated{group_id(2), ""};
  recorded.position = Position{4};
  EXPECT_EQ(state.apply(recorded).error().code, Errc::storage_full);
}

}  // namespace
}  // namespace rolecall::test
