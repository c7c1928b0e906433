#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const GroupId builders = group_id(1);

const Events with_group = and_then(a_team(), {GroupCreated{builders, "Builders"}});

Events with_vera_as(MemberRole role) {
  return and_then(with_group, {MemberAdded{builders, vera, role}});
}

TEST(PutMember, AddsAUser) {
  const Decision decided = given(with_group)
                               .when(PutMember{builders, vera, MemberRole::owner, {}})
                               .by(ada)
                               .then({MemberAdded{builders, vera, MemberRole::owner}});
  EXPECT_EQ(decided.group, builders);
  EXPECT_EQ(decided.user, vera);
}

TEST(PutMember, FindsGroupAndUserByName) {
  given(with_group)
      .when(PutMember{GroupName{"builders"}, Username{"Vera.Moor"}, MemberRole::user, {}})
      .then({MemberAdded{builders, vera, MemberRole::user}});
}

TEST(PutMember, ChangesTheRoleOfAMember) {
  given(with_vera_as(MemberRole::user))
      .when(PutMember{builders, vera, MemberRole::owner, {}})
      .by(ada)
      .then({MemberRoleChanged{builders, vera, MemberRole::user, MemberRole::owner}});
}

TEST(PutMember, RecordsNothingForTheRoleAMemberHas) {
  const Decision decided = given(with_vera_as(MemberRole::owner))
                               .when(PutMember{builders, vera, MemberRole::owner, {}})
                               .by(ada)
                               .then_nothing();
  EXPECT_EQ(decided.group, builders);
  EXPECT_EQ(decided.user, vera);
}

TEST(PutMember, AddsAgainWhoHadLeft) {
  given(
      and_then(with_vera_as(MemberRole::owner), {MemberRemoved{builders, vera, MemberRole::owner}}))
      .when(PutMember{builders, vera, MemberRole::user, {}})
      .then({MemberAdded{builders, vera, MemberRole::user}});
}

TEST(PutMember, TakesDeactivatedUsersAndUsersOfAHigherRank) {
  given(and_then(with_group, {UserDeactivated{vera}}))
      .when(PutMember{builders, vera, MemberRole::user, {}})
      .then({MemberAdded{builders, vera, MemberRole::user}});
  given(with_group)
      .when(PutMember{builders, olga, MemberRole::user, {}})
      .by(ada)
      .then({MemberAdded{builders, olga, MemberRole::user}});
}

TEST(PutMember, RefusesUnknownGroupsAndUsers) {
  given(with_group)
      .when(PutMember{group_id(9), vera, MemberRole::user, {}})
      .then_refused(Errc::not_found, "");
  given(with_group)
      .when(PutMember{builders, user_id(99), MemberRole::user, {}})
      .then_refused(Errc::not_found, "");
  given(and_then(with_group, {UserRemoved{vera}}))
      .when(PutMember{builders, vera, MemberRole::user, {}})
      .then_refused(Errc::not_found, "");
  given(and_then(with_group, {GroupDeleted{builders}}))
      .when(PutMember{builders, vera, MemberRole::user, {}})
      .then_refused(Errc::not_found, "");
}

TEST(PutMember, StartsEmptyInAGroupThatTookAFreedName) {
  given(and_then(with_vera_as(MemberRole::owner),
                 {GroupDeleted{builders}, GroupCreated{group_id(2), "Builders"}}))
      .when(PutMember{GroupName{"Builders"}, vera, MemberRole::owner, {}})
      .then({MemberAdded{group_id(2), vera, MemberRole::owner}});
}

TEST(PutMember, ChecksTheRevisionOfTheGroup) {
  const Events moved = and_then(with_vera_as(MemberRole::user), {UserDeactivated{vera}});
  given(moved)
      .when(PutMember{builders, nina, MemberRole::user, Revision{2}})
      .then({MemberAdded{builders, nina, MemberRole::user}});
  given(moved)
      .when(PutMember{builders, nina, MemberRole::user, Revision{1}})
      .then_refused(Errc::precondition_failed, "");
}

TEST(PutMember, IsForAdminsAndOpsNotForOwners) {
  given(with_vera_as(MemberRole::owner))
      .when(PutMember{builders, nina, MemberRole::user, {}})
      .by(vera)
      .then_forbidden();
  given(and_then(with_group, {UserDeactivated{ada}}))
      .when(PutMember{builders, nina, MemberRole::user, {}})
      .by(ada)
      .then_forbidden();
}

TEST(PutMember, LeavesTheUsersRevisionAlone) {
  given(with_vera_as(MemberRole::owner))
      .when(AssignRole{vera, native(Role::admin), Revision{1}})
      .then({RoleAssigned{vera, native(Role::viewer), native(Role::admin), {}}});
}

TEST(RemoveMember, RecordsTheRoleThatEnds) {
  const Decision decided = given(with_vera_as(MemberRole::owner))
                               .when(RemoveMember{builders, Username{"vera.moor"}, {}})
                               .by(ada)
                               .then({MemberRemoved{builders, vera, MemberRole::owner}});
  EXPECT_EQ(decided.group, builders);
  EXPECT_EQ(decided.user, vera);
}

TEST(RemoveMember, RecordsTheRoleTheMemberHasByThen) {
  given(and_then(with_vera_as(MemberRole::owner),
                 {MemberRoleChanged{builders, vera, MemberRole::owner, MemberRole::user}}))
      .when(RemoveMember{builders, vera, {}})
      .then({MemberRemoved{builders, vera, MemberRole::user}});
}

TEST(RemoveMember, RefusesWhoIsNoMember) {
  given(with_group).when(RemoveMember{builders, vera, {}}).then_refused(Errc::not_found, "");
  given(and_then(with_vera_as(MemberRole::user), {MemberRemoved{builders, vera, MemberRole::user}}))
      .when(RemoveMember{builders, vera, {}})
      .then_refused(Errc::not_found, "");
}

TEST(RemoveMember, RefusesUnknownGroupsAndUsers) {
  given(with_group).when(RemoveMember{group_id(9), vera, {}}).then_refused(Errc::not_found, "");
  given(with_group).when(RemoveMember{builders, user_id(99), {}}).then_refused(Errc::not_found, "");
  given(and_then(with_vera_as(MemberRole::user), {GroupDeleted{builders}}))
      .when(RemoveMember{builders, vera, {}})
      .then_refused(Errc::not_found, "");
}

TEST(RemoveMember, ChecksTheRevisionOfTheGroup) {
  given(with_vera_as(MemberRole::user))
      .when(RemoveMember{builders, vera, Revision{2}})
      .then({MemberRemoved{builders, vera, MemberRole::user}});
  given(with_vera_as(MemberRole::user))
      .when(RemoveMember{builders, vera, Revision{1}})
      .then_refused(Errc::precondition_failed, "");
}

TEST(RemoveMember, IsForAdminsAndOps) {
  given(with_vera_as(MemberRole::owner))
      .when(RemoveMember{builders, vera, {}})
      .by(vera)
      .then_forbidden();
}

TEST(PutMember, RefusesAMemberWhereOneMustBeNew) {
  const Events members = and_then(a_team(), {GroupCreated{builders, "Builders"},
                                             MemberAdded{builders, vera, MemberRole::owner}});
  given(members)
      .when(PutMember{builders, vera, MemberRole::user, {}, IfMember::is_refused})
      .then_refused(Errc::already_exists, "");
  given(members)
      .when(PutMember{builders, nina, MemberRole::user, {}, IfMember::is_refused})
      .then({MemberAdded{builders, nina, MemberRole::user}});
}

TEST(PutMember, LeavesTheRoleOfAMemberWhereOneIsKept) {
  given(with_vera_as(MemberRole::owner))
      .when(PutMember{builders, vera, MemberRole::user, {}, IfMember::keeps_role})
      .by(ada)
      .then_nothing();
  given(with_group)
      .when(PutMember{builders, vera, MemberRole::user, {}, IfMember::keeps_role})
      .then({MemberAdded{builders, vera, MemberRole::user}});
}

TEST(RemoveMember, RecordsNothingOfWhoIsNoMemberWhereThatIsAllowed) {
  const Decision decided =
      given(with_group).when(RemoveMember{builders, vera, {}, false}).by(ada).then_nothing();
  EXPECT_EQ(decided.group, builders);
  EXPECT_EQ(decided.user, vera);
  given(with_vera_as(MemberRole::owner))
      .when(RemoveMember{builders, vera, {}, false})
      .then({MemberRemoved{builders, vera, MemberRole::owner}});
  given(with_group)
      .when(RemoveMember{builders, user_id(99), {}, false})
      .then_refused(Errc::not_found, "");
}

}  // namespace
}  // namespace rolecall::test
