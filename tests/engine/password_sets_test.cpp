#include "engine/state/password_sets.hpp"

#include <gtest/gtest.h>

#include "engine/state/state.hpp"
#include "tests/support/people.hpp"
#include "tests/support/records.hpp"

namespace rolecall::test {
namespace {

RequestId request(std::uint8_t n) { return RequestId(uuid_number(n)); }

TEST(PasswordSets, FindTheNewestOfAUserNotNewerThanAPosition) {
  Epochs epochs;
  PasswordSets sets(epochs);
  sets.add({UserNo{4}, Position{3}, request(1)});
  sets.add({UserNo{5}, Position{6}, request(2)});
  sets.add({UserNo{4}, Position{8}, request(3)});
  EXPECT_FALSE(sets.find(UserNo{4}, Position{2}));
  EXPECT_EQ(sets.find(UserNo{4}, Position{7})->request, request(1));
  EXPECT_EQ(sets.find(UserNo{4}, Position{8})->request, request(3));
  EXPECT_EQ(sets.find(UserNo{5}, State::newest)->at, Position{6});
  EXPECT_FALSE(sets.find(UserNo{6}, State::newest));
}

TEST(PasswordSets, EndWithARemovalUntilTheNextOne) {
  Epochs epochs;
  PasswordSets sets(epochs);
  sets.end(UserNo{4}, Position{2});
  sets.add({UserNo{4}, Position{3}, request(1)});
  sets.end(UserNo{4}, Position{5});
  EXPECT_EQ(sets.find(UserNo{4}, Position{4})->request, request(1));
  EXPECT_FALSE(sets.find(UserNo{4}, State::newest));
  sets.add({UserNo{4}, Position{7}, request(2)});
  EXPECT_EQ(sets.find(UserNo{4}, State::newest)->request, request(2));
}

TEST(PasswordSets, AreWhatTheLogSays) {
  State state;
  const auto apply = [&](std::uint64_t position, const RequestId& by, const Event& event) {
    Recorded recorded;
    recorded.position = Position{position};
    recorded.revision = Revision{static_cast<std::uint32_t>(position)};
    recorded.key = KeyNo{1};
    recorded.request = by;
    recorded.event = event;
    ASSERT_TRUE(state.apply(recorded).has_value());
    state.publish();
  };
  apply(1, request(1), created(vera, "vera.moor", Role::viewer));
  apply(2, request(2), PasswordSet{vera});
  apply(3, request(3), PasswordSet{vera});
  const UserNo user = state.find_user(vera, state.head()).value();
  EXPECT_EQ(state.password_sets().find(user, Position{2})->request, request(2));
  EXPECT_EQ(state.password_sets().find(user, state.head())->request, request(3));
  apply(4, request(4), UserRemoved{vera});
  apply(5, request(5), UserRestored{vera});
  EXPECT_FALSE(state.password_sets().find(user, state.head()));
}

}  // namespace
}  // namespace rolecall::test
