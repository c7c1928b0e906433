#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const GroupId builders = group_id(1);
const GroupId testers = group_id(2);

Events with_groups() {
  return and_then(a_team(), {GroupCreated{builders, "Builders"}, GroupCreated{testers, "Testers"}});
}

TEST(CreateGroup, KeepsTheNameAsItWasTyped) {
  const Decision decided = given(a_team())
                               .when(CreateGroup{"Über Builders"})
                               .by(ada)
                               .then({GroupCreated{fresh_group, "Über Builders"}});
  EXPECT_EQ(decided.group, fresh_group);
}

TEST(CreateGroup, MakesItsOwnerAMemberAtOnce) {
  given(a_team())
      .when(CreateGroup{"Builders", ada})
      .by(ada)
      .then({GroupCreated{fresh_group, "Builders"},
             MemberAdded{fresh_group, ada, MemberRole::owner}});
  given(a_team())
      .when(CreateGroup{"Builders", user_id(77)})
      .by(ada)
      .then_refused(Errc::not_found, "");
}

TEST(CreateGroup, IsForAdminsAndOps) {
  given(a_team()).when(CreateGroup{"Builders"}).by(nina).then_forbidden();
  given(a_team()).when(CreateGroup{"Builders"}).by(vera).then_forbidden();
  given(and_then(a_team(), {UserDeactivated{ada}}))
      .when(CreateGroup{"Builders"})
      .by(ada)
      .then_forbidden();
  given({}).when(CreateGroup{"Builders"}).then({GroupCreated{fresh_group, "Builders"}});
}

TEST(CreateGroup, RefusesTheNameOfALivingGroup) {
  given(with_groups())
      .when(CreateGroup{"BUILDERS"})
      .by(ada)
      .then_refused(Errc::already_exists, "name");
  given(and_then(with_groups(), {GroupRenamed{builders, "Builders", "Makers"}}))
      .when(CreateGroup{"makers"})
      .then_refused(Errc::already_exists, "name");
}

TEST(CreateGroup, TakesNamesThatAreFreeAgain) {
  given(and_then(with_groups(), {GroupDeleted{builders}}))
      .when(CreateGroup{"Builders"})
      .then({GroupCreated{fresh_group, "Builders"}});
  given(and_then(with_groups(), {GroupRenamed{builders, "Builders", "Makers"}}))
      .when(CreateGroup{"Builders"})
      .then({GroupCreated{fresh_group, "Builders"}});
  given(and_then(with_groups(),
                 {GroupRenamed{builders, "Builders", "Makers"}, GroupDeleted{builders}}))
      .when(CreateGroup{"Makers"})
      .then({GroupCreated{fresh_group, "Makers"}});
}

TEST(CreateGroup, TakesTheNameOfAUser) {
  given(a_team()).when(CreateGroup{"vera.moor"}).then({GroupCreated{fresh_group, "vera.moor"}});
}

TEST(CreateGroup, ChecksTheName) {
  given({}).when(CreateGroup{""}).then_refused(Errc::invalid_argument, "name");
  given({}).when(CreateGroup{"two\nlines"}).then_refused(Errc::invalid_argument, "name");
}

TEST(RenameGroup, RecordsTheNameItReplaces) {
  EXPECT_EQ(given(with_groups())
                .when(RenameGroup{builders, "Makers", {}})
                .by(ada)
                .then({GroupRenamed{builders, "Builders", "Makers"}})
                .group,
            builders);
  given(and_then(with_groups(), {GroupRenamed{builders, "Builders", "Makers"}}))
      .when(RenameGroup{GroupName{"MAKERS"}, "Doers", {}})
      .then({GroupRenamed{builders, "Makers", "Doers"}});
}

TEST(RenameGroup, RecordsNothingForTheNameItHas) {
  EXPECT_EQ(
      given(with_groups()).when(RenameGroup{builders, "Builders", {}}).by(ada).then_nothing().group,
      builders);
}

TEST(RenameGroup, ChangesTheCaseOfItsOwnName) {
  given(with_groups())
      .when(RenameGroup{builders, "builders", {}})
      .then({GroupRenamed{builders, "Builders", "builders"}});
}

TEST(RenameGroup, GoesBackToAnEarlierName) {
  given(and_then(with_groups(), {GroupRenamed{builders, "Builders", "Makers"}}))
      .when(RenameGroup{builders, "Builders", {}})
      .then({GroupRenamed{builders, "Makers", "Builders"}});
}

TEST(RenameGroup, RefusesTheNameOfAnotherLivingGroup) {
  given(with_groups())
      .when(RenameGroup{builders, "testers", {}})
      .then_refused(Errc::already_exists, "name");
  given(and_then(with_groups(), {GroupDeleted{testers}}))
      .when(RenameGroup{builders, "testers", {}})
      .then({GroupRenamed{builders, "Builders", "testers"}});
}

TEST(RenameGroup, RefusesUnknownAndDeletedGroups) {
  given(with_groups())
      .when(RenameGroup{group_id(9), "Makers", {}})
      .then_refused(Errc::not_found, "");
  const Events deleted = and_then(with_groups(), {GroupDeleted{builders}});
  given(deleted).when(RenameGroup{builders, "Makers", {}}).then_refused(Errc::not_found, "");
  given(deleted)
      .when(RenameGroup{GroupName{"Builders"}, "Makers", {}})
      .then_refused(Errc::not_found, "");
}

TEST(RenameGroup, ChecksTheExpectedRevision) {
  const Events moved = and_then(with_groups(), {MemberAdded{builders, vera, MemberRole::user}});
  given(moved)
      .when(RenameGroup{builders, "Makers", Revision{2}})
      .then({GroupRenamed{builders, "Builders", "Makers"}});
  given(moved)
      .when(RenameGroup{builders, "Makers", Revision{1}})
      .then_refused(Errc::precondition_failed, "");
  given(moved)
      .when(RenameGroup{builders, "Builders", Revision{1}})
      .then_refused(Errc::precondition_failed, "");
}

TEST(RenameGroup, IsForAdminsAndOps) {
  given(with_groups()).when(RenameGroup{builders, "Makers", Revision{9}}).by(nina).then_forbidden();
}

TEST(UpdateGroup, ChangesNameAndOwnerOrNothing) {
  const Events owned = and_then(with_groups(), {MemberAdded{builders, ada, MemberRole::owner},
                                                MemberAdded{builders, vera, MemberRole::user}});
  given(owned)
      .when(UpdateGroup{builders, "Makers", vera, {}})
      .by(ada)
      .then({GroupRenamed{builders, "Builders", "Makers"},
             MemberRoleChanged{builders, vera, MemberRole::user, MemberRole::owner},
             MemberRoleChanged{builders, ada, MemberRole::owner, MemberRole::user}});
  given(owned)
      .when(UpdateGroup{builders, {}, nina, {}})
      .by(ada)
      .then({MemberAdded{builders, nina, MemberRole::owner},
             MemberRoleChanged{builders, ada, MemberRole::owner, MemberRole::user}});
  given(owned)
      .when(UpdateGroup{builders, "builders", {}, {}})
      .then({GroupRenamed{builders, "Builders", "builders"}});
  given(owned).when(UpdateGroup{builders, "Builders", ada, {}}).then_nothing();
  given(owned).when(UpdateGroup{builders, {}, {}, {}}).then_nothing();
  given(owned)
      .when(UpdateGroup{builders, "Testers", vera, {}})
      .then_refused(Errc::already_exists, "name");
  given(owned)
      .when(UpdateGroup{builders, "Makers", user_id(77), {}})
      .then_refused(Errc::not_found, "");
}

TEST(UpdateGroup, LeavesOneOwner) {
  given(and_then(with_groups(), {MemberAdded{builders, ada, MemberRole::owner},
                                 MemberAdded{builders, vera, MemberRole::owner},
                                 MemberAdded{testers, nina, MemberRole::owner}}))
      .when(UpdateGroup{builders, {}, vera, {}})
      .then({MemberRoleChanged{builders, ada, MemberRole::owner, MemberRole::user}});
}

TEST(UpdateGroup, IsForAdminsAndOpsAndChecksTheExpectedRevision) {
  given(with_groups()).when(UpdateGroup{builders, {}, nina, Revision{9}}).by(nina).then_forbidden();
  given(with_groups())
      .when(UpdateGroup{builders, {}, nina, Revision{9}})
      .by(ada)
      .then_refused(Errc::precondition_failed, "");
}

TEST(RenameGroup, ChecksTheName) {
  given(with_groups())
      .when(RenameGroup{builders, " Makers", {}})
      .then_refused(Errc::invalid_argument, "name");
}

TEST(DeleteGroup, EndsALivingGroup) {
  EXPECT_EQ(given(with_groups())
                .when(DeleteGroup{GroupName{"builders"}, {}})
                .by(ada)
                .then({GroupDeleted{builders}})
                .group,
            builders);
}

TEST(DeleteGroup, RefusesUnknownAndDeletedGroups) {
  given(with_groups()).when(DeleteGroup{group_id(9), {}}).then_refused(Errc::not_found, "");
  given(and_then(with_groups(), {GroupDeleted{builders}}))
      .when(DeleteGroup{builders, {}})
      .then_refused(Errc::not_found, "");
}

TEST(DeleteGroup, ChecksTheExpectedRevision) {
  given(with_groups()).when(DeleteGroup{builders, Revision{1}}).then({GroupDeleted{builders}});
  given(with_groups())
      .when(DeleteGroup{builders, Revision{2}})
      .then_refused(Errc::precondition_failed, "");
}

TEST(DeleteGroup, IsForAdminsAndOps) {
  given(with_groups()).when(DeleteGroup{builders, {}}).by(vera).then_forbidden();
}

}  // namespace
}  // namespace rolecall::test
