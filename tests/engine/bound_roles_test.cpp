#include "engine/state/bound_roles.hpp"

#include <gtest/gtest.h>

#include "tests/support/directory_with_past.hpp"
#include "tests/support/people.hpp"

namespace rolecall::test {
namespace {

constexpr Timestamp soon{1'000};
constexpr Timestamp later{2'000};

TEST(BoundRoles, FindTheNewestGrantNotNewerThanAPosition) {
  Epochs epochs;
  BoundRoles roles(epochs);
  roles.add({UserNo{4}, Position{3}, soon, Role::viewer, WordNo{0}});
  roles.add({UserNo{5}, Position{6}, soon, Role::analyst, WordNo{2}});
  roles.add({UserNo{4}, Position{8}, later, Role::viewer, WordNo{1}});
  EXPECT_FALSE(roles.find(UserNo{4}, Position{2}));
  EXPECT_EQ(roles.find(UserNo{4}, Position{3})->valid_until, soon);
  EXPECT_EQ(roles.find(UserNo{4}, Position{7})->granted_at, Position{3});
  EXPECT_EQ(roles.find(UserNo{4}, Position{8})->granted_at, Position{8});
  EXPECT_EQ(roles.find(UserNo{4}, State::newest)->fallback_word, WordNo{1});
  EXPECT_EQ(roles.find(UserNo{5}, State::newest)->fallback, Role::analyst);
  EXPECT_FALSE(roles.find(UserNo{6}, State::newest));
}

TEST(BoundRoles, AreListedInOrderOfTheirPositions) {
  Epochs epochs;
  BoundRoles roles(epochs);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    roles.add({UserNo{i % 7}, Position{i + 1}, later, Role::viewer, WordNo{0}});
  }
  ASSERT_EQ(roles.size(), 1000u);
  for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(roles[i].granted_at, Position{i + 1});
  EXPECT_EQ(roles.find(UserNo{3}, Position{500})->granted_at, Position{494});
}

// ---- in the state ------------------------------------------------------------------------------

class BoundRolesInTheState : public testing::Test {
 protected:
  BoundRolesInTheState() { apply(created(vera, "vera.moor", Role::viewer)); }

  void apply(const Event& event) {
    directory_.add(event, {ActorKind::op, {}, {}}, soon);
    directory_.store();
  }
  void assign(Role from, Role to, std::optional<Timestamp> until) {
    apply(RoleAssigned{vera, native(from), native(to), until});
  }
  void expire(Role from, Position granted_at) {
    apply(RoleExpired{vera, native(from), native(Role::viewer), granted_at});
  }
  // The role in force then, where it runs out.
  std::optional<BoundRole> in_force(Position at) const {
    const State& state = directory_.state();
    if (!state.users().at(UserNo{0}, at)->role_is_bound) return std::nullopt;
    return state.bound_roles().find(UserNo{0}, at);
  }
  const State::Expiries& expiries() const { return directory_.state().expiries(); }

 private:
  DirectoryWithPast directory_;
};

TEST_F(BoundRolesInTheState, AreInForceFromTheirGrantToTheirEnd) {
  assign(Role::viewer, Role::admin, soon);
  expire(Role::admin, Position{2});
  EXPECT_FALSE(in_force(Position{1}));
  ASSERT_TRUE(in_force(Position{2}));
  EXPECT_EQ(in_force(Position{2})->valid_until, soon);
  EXPECT_EQ(in_force(Position{2})->fallback, Role::viewer);
  EXPECT_FALSE(in_force(Position{3}));
  EXPECT_TRUE(expiries().empty());
}

TEST_F(BoundRolesInTheState, FallBackToTheLastRoleWithoutABound) {
  assign(Role::viewer, Role::admin, soon);
  assign(Role::admin, Role::ops, later);
  EXPECT_EQ(in_force(Position{3})->granted_at, Position{3});
  EXPECT_EQ(in_force(Position{3})->fallback, Role::viewer);
  EXPECT_EQ(in_force(Position{2})->valid_until, soon);
  EXPECT_EQ(expiries(), (State::Expiries{{later, UserNo{0}}}));
}

TEST_F(BoundRolesInTheState, StayInForceThroughOtherChanges) {
  assign(Role::viewer, Role::admin, soon);
  for (const Event& event : Events{PasswordSet{vera}, UserDeactivated{vera}, UserRemoved{vera}}) {
    apply(event);
    EXPECT_EQ(in_force(State::newest)->granted_at, Position{2});
    EXPECT_EQ(expiries(), (State::Expiries{{soon, UserNo{0}}}));
  }
}

TEST_F(BoundRolesInTheState, EndWithALastingRole) {
  assign(Role::viewer, Role::admin, soon);
  assign(Role::admin, Role::admin, std::nullopt);
  EXPECT_FALSE(in_force(State::newest));
  EXPECT_TRUE(expiries().empty());
}

TEST_F(BoundRolesInTheState, DoNotRunOutForWhomIsErased) {
  assign(Role::viewer, Role::admin, soon);
  apply(UserRemoved{vera});
  apply(UserErased{vera});
  EXPECT_TRUE(expiries().empty());
}

}  // namespace
}  // namespace rolecall::test
