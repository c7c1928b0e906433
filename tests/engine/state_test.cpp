// The state beside a naive fold: whatever has happened, at whatever position one asks.
#include "engine/state/state.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/state/state_hash.hpp"
#include "tests/support/directory_with_past.hpp"
#include "tests/support/random_history.hpp"
#include "tests/support/state_difference.hpp"

namespace rolecall::test {
namespace {

RandomHistory some_history() {
  return RandomHistory(*rc::gen::resize(300, rc::gen::arbitrary<std::vector<std::uint32_t>>()));
}

void apply_all(State& state, const RandomHistory& history) {
  for (const Recorded& recorded : history.events) RC_ASSERT(state.apply(recorded).has_value());
  state.publish();
}

RC_GTEST_PROP(State, SaysAtEveryPositionWhatANaiveFoldSays, ()) {
  const RandomHistory history = some_history();
  State state;
  apply_all(state, history);
  for (std::size_t at = 0; at < history.models.size(); at += 1 + at / 8) {
    RC_ASSERT(StateDifference(state, Position{at}, history.models[at]).text() == "");
  }
  RC_ASSERT(StateDifference(state, state.head(), history.models.back()).text() == "");
}

RC_GTEST_PROP(State, CountsTheUsersThatDecisionsCount, ()) {
  const RandomHistory history = some_history();
  State state;
  apply_all(state, history);
  const NaiveState& model = history.models.back();
  RC_ASSERT(state.lasting_top() ==
            model.count_users([](const NaiveState::User& user) { return user.is_lasting_top(); }));
  RC_ASSERT(state.active_users() == model.count_users([](const NaiveState::User& user) {
    return user.status == Status::active;
  }));
}

RC_GTEST_PROP(State, KnowsWhoseRolesRunOutNext, ()) {
  const RandomHistory history = some_history();
  State state;
  apply_all(state, history);
  State::Expiries expected;
  const auto& users = history.models.back().users;
  for (std::uint32_t i = 0; i < users.size(); ++i) {
    if (!users[i].bound || users[i].status == Status::erased) continue;
    expected.emplace(users[i].bound->valid_until, UserNo{i});
  }
  RC_ASSERT(state.expiries() == expected);
}

RC_GTEST_PROP(State, HasAtAPositionTheHashItHadThen, ()) {
  const RandomHistory history = some_history();
  State live;
  std::vector<Hash> then{state_hash(live, Position{0})};
  for (const Recorded& recorded : history.events) {
    RC_ASSERT(live.apply(recorded).has_value());
    live.publish();
    then.push_back(state_hash(live, live.head()));
  }
  for (std::size_t at = 0; at < then.size(); at += 1 + at / 4) {
    RC_ASSERT(state_hash(live, Position{at}) == then[at]);
  }
}

RC_GTEST_PROP(State, FindsThePositionOfATime, ()) {
  const RandomHistory history = some_history();
  State state;
  apply_all(state, history);
  const auto head = *rc::gen::inRange<std::size_t>(0, history.events.size() + 1);
  for (std::int64_t us = -1; us <= static_cast<std::int64_t>(history.events.size() / 3) + 1; ++us) {
    std::size_t wanted = 0;
    while (wanted < head && history.events[wanted].time.us <= us) ++wanted;
    RC_ASSERT(state.position_at(Timestamp{us}, Position{head}) == Position{wanted});
  }
}

class StateAfterTwoEvents : public testing::Test {
 protected:
  StateAfterTwoEvents() {
    apply(1, created(vera, "vera.moor"));
    apply(2, GroupCreated{group_id(1), "Builders"});
    state_.publish();
  }
  Result<StateChange> apply(std::uint64_t position, const Event& event) {
    Recorded recorded;
    recorded.position = Position{position};
    recorded.revision = Revision{static_cast<std::uint32_t>(position)};
    recorded.event = event;
    return state_.apply(recorded);
  }
  void expect_corrupt(std::uint64_t position, const Event& event) {
    const auto applied = apply(position, event);
    ASSERT_FALSE(applied) << name_of(type_of(event));
    EXPECT_EQ(applied.error().code, Errc::corrupt);
    EXPECT_NE(applied.error().detail.find(std::to_string(position)), std::string::npos);
    EXPECT_EQ(applied.error().detail.find("nina.bach"), std::string::npos);
    EXPECT_EQ(state_.applied(), Position{2});
  }

  State state_;
};

TEST_F(StateAfterTwoEvents, RefusesGapsAndRepetitions) {
  expect_corrupt(4, created(nina, "nina.bach"));
  expect_corrupt(2, created(nina, "nina.bach"));
  expect_corrupt(0, created(nina, "nina.bach"));
}

TEST_F(StateAfterTwoEvents, RefusesWhatCannotFollow) {
  expect_corrupt(3, created(vera, "nina.bach"));
  expect_corrupt(3, UserDeactivated{nina});
  expect_corrupt(3, RoleAssigned{nina, native(Role::viewer), native(Role::admin), {}});
  expect_corrupt(3, UserProfileChanged{nina, {}, {}});
  expect_corrupt(3, RoleExpired{nina, native(Role::admin), native(Role::viewer), Position{1}});
  expect_corrupt(3, PasswordSet{nina});
  expect_corrupt(3, InvitationRenewed{nina, native(Role::viewer), Timestamp{9}});
  expect_corrupt(3, InvitationRevoked{nina});
  expect_corrupt(3, InvitationAccepted{nina});
  expect_corrupt(3, ApiKeyIssued{nina, key_id(1), Capability::read, {}});
  expect_corrupt(3, GroupCreated{group_id(1), "Testers"});
  expect_corrupt(3, GroupRenamed{group_id(2), "Builders", "Testers"});
  expect_corrupt(3, GroupDeleted{group_id(2)});
  expect_corrupt(3, MemberAdded{group_id(1), nina, MemberRole::user});
  expect_corrupt(3, MemberAdded{group_id(2), vera, MemberRole::user});
}

TEST_F(StateAfterTwoEvents, GoesOnAfterARefusalAsIfNothingHadBeenTried) {
  expect_corrupt(3, UserDeactivated{nina});
  Recorded recorded;
  recorded.position = Position{3};
  recorded.time = Timestamp{77};
  recorded.event = created(nina, "nina.bach");
  ASSERT_TRUE(state_.apply(recorded));
  state_.publish();
  EXPECT_EQ(state_.time_of(Position{3}), Timestamp{77});
}

TEST_F(StateAfterTwoEvents, TellsWhatAnEventDid) {
  const auto applied = apply(3, UserDeactivated{vera});
  ASSERT_TRUE(applied && applied->user);
  EXPECT_EQ(applied->user->user, UserNo{0});
  EXPECT_EQ(applied->user->before->status, Status::active);
  EXPECT_EQ(applied->user->after.status, Status::deactivated);
  EXPECT_EQ(applied->user->after.from, Position{3});
  EXPECT_FALSE(applied->group_name);
}

TEST_F(StateAfterTwoEvents, ShowsNothingNewBeforeItIsPublished) {
  ASSERT_TRUE(apply(3, UserDeactivated{vera}));
  EXPECT_EQ(state_.head(), Position{2});
  EXPECT_EQ(state_.users().at(UserNo{0}, state_.head())->status, Status::active);
  state_.publish();
  EXPECT_EQ(state_.users().at(UserNo{0}, state_.head())->status, Status::deactivated);
}

TEST(State, KeepsThePositionsOfErasedProfileChanges) {
  State state;
  Recorded recorded;
  recorded.erased = true;
  recorded.position = Position{1};
  recorded.revision = Revision{1};
  recorded.event = UserCreated{vera, {}, {}, true};
  ASSERT_TRUE(state.apply(recorded));
  recorded.position = Position{2};
  recorded.event = UserProfileChanged{vera, {}, {}};
  ASSERT_TRUE(state.apply(recorded));
  const auto first = state.users().at(UserNo{0}, Position{1});
  const auto second = state.users().at(UserNo{0}, Position{2});
  EXPECT_NE(first->profile, second->profile);
  EXPECT_EQ(state.profiles().view(second->profile).copy(), Profile{});
}

TEST(State, KnowsWhetherAllWasImported) {
  State state;
  EXPECT_TRUE(state.only_imported());
  Recorded recorded;
  recorded.position = Position{1};
  recorded.actor.kind = ActorKind::import;
  recorded.event = created(vera, "vera.moor");
  ASSERT_TRUE(state.apply(recorded));
  EXPECT_TRUE(state.only_imported());
  recorded.position = Position{2};
  recorded.actor.kind = ActorKind::op;
  recorded.event = UserDeactivated{vera};
  ASSERT_TRUE(state.apply(recorded));
  EXPECT_FALSE(state.only_imported());
}

}  // namespace
}  // namespace rolecall::test
