#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const Events vera_off = and_then(a_team(), {UserDeactivated{vera}});

TEST(DeactivateUser, IsForAdminsAndOps) {
  EXPECT_EQ(
      given(a_team()).when(DeactivateUser{vera, {}}).by(ada).then({UserDeactivated{vera}}).user,
      vera);
  given(a_team()).when(DeactivateUser{vera, {}}).by(nina).then_forbidden();
  given(a_team()).when(DeactivateUser{nina, {}}).by(vera).then_forbidden();
}

TEST(DeactivateUser, ChangesNoUserOfAHigherRank) {
  given(a_team()).when(DeactivateUser{olga, {}}).by(ada).then_forbidden();
  given(a_team()).when(DeactivateUser{alf, {}}).by(ada).then({UserDeactivated{alf}});
  given(a_team()).when(DeactivateUser{otto, {}}).by(olga).then({UserDeactivated{otto}});
}

TEST(DeactivateUser, IsForEveryoneAboutThemselves) {
  given(a_team()).when(DeactivateUser{vera, {}}).by(vera).then({UserDeactivated{vera}});
  given(a_team()).when(DeactivateUser{nina, {}}).by(nina).then({UserDeactivated{nina}});
  given(a_team()).when(DeactivateUser{ada, {}}).by(ada).then({UserDeactivated{ada}});
  given(a_team())
      .when(DeactivateUser{Username{"Vera.Moor"}, {}})
      .by(vera)
      .then({UserDeactivated{vera}});
}

TEST(DeactivateUser, RecordsNothingTwice) {
  EXPECT_EQ(given(vera_off).when(DeactivateUser{vera, {}}).by(ada).then_nothing().user, vera);
  given(vera_off).when(DeactivateUser{vera, {}}).by(vera).then_nothing();
}

TEST(DeactivateUser, IsNotForDeactivatedActors) {
  given(and_then(a_team(), {UserDeactivated{ada}}))
      .when(DeactivateUser{vera, {}})
      .by(ada)
      .then_forbidden();
}

TEST(DeactivateUser, LeavesAnActiveUserOfTheTopRank) {
  const Events otto_off = and_then(a_team(), {UserDeactivated{otto}});
  given(otto_off).when(DeactivateUser{olga, {}}).by(olga).then_refused(Errc::conflict, "");
  given(otto_off).when(DeactivateUser{olga, {}}).by(ActorKind::op).then_refused(Errc::conflict, "");
  given(otto_off)
      .when(DeactivateUser{olga, {}})
      .by(ActorKind::system)
      .then_refused(Errc::conflict, "");
  given(and_then(otto_off, {UserReactivated{otto}}))
      .when(DeactivateUser{olga, {}})
      .by(olga)
      .then({UserDeactivated{olga}});
}

TEST(DeactivateUser, ChecksTheExpectedRevision) {
  given(a_team()).when(DeactivateUser{vera, Revision{1}}).by(vera).then({UserDeactivated{vera}});
  given(a_team())
      .when(DeactivateUser{vera, Revision{2}})
      .by(vera)
      .then_refused(Errc::precondition_failed, "");
  given(vera_off)
      .when(DeactivateUser{vera, Revision{1}})
      .then_refused(Errc::precondition_failed, "");
  given(a_team()).when(DeactivateUser{vera, Revision{2}}).by(nina).then_forbidden();
}

TEST(DeactivateUser, RefusesUnknownAndRemovedUsers) {
  given(a_team()).when(DeactivateUser{user_id(99), {}}).then_refused(Errc::not_found, "");
  given(a_team())
      .when(DeactivateUser{Username{"no.body"}, {}})
      .by(ada)
      .then_refused(Errc::not_found, "");
  given(and_then(a_team(), {UserRemoved{vera}}))
      .when(DeactivateUser{vera, {}})
      .by(vera)
      .then_refused(Errc::not_found, "");
}

TEST(ActivateUser, IsForAdminsAndOps) {
  EXPECT_EQ(given(vera_off).when(ActivateUser{vera, {}}).by(ada).then({UserReactivated{vera}}).user,
            vera);
  given(vera_off).when(ActivateUser{vera, {}}).by(nina).then_forbidden();
}

TEST(ActivateUser, IsNotForDeactivatedActors) {
  given(vera_off).when(ActivateUser{vera, {}}).by(vera).then_forbidden();
  given(and_then(a_team(), {UserDeactivated{ada}}))
      .when(ActivateUser{ada, {}})
      .by(ada)
      .then_forbidden();
}

TEST(ActivateUser, ChangesNoUserOfAHigherRank) {
  const Events otto_off = and_then(a_team(), {UserDeactivated{otto}});
  given(otto_off).when(ActivateUser{otto, {}}).by(ada).then_forbidden();
  given(otto_off).when(ActivateUser{otto, {}}).by(olga).then({UserReactivated{otto}});
}

TEST(ActivateUser, RecordsNothingTwice) {
  given(a_team()).when(ActivateUser{vera, {}}).by(ada).then_nothing();
  given(and_then(vera_off, {UserReactivated{vera}}))
      .when(ActivateUser{vera, {}})
      .by(ada)
      .then_nothing();
}

TEST(ActivateUser, ChecksTheExpectedRevision) {
  given(vera_off).when(ActivateUser{vera, Revision{2}}).then({UserReactivated{vera}});
  given(vera_off).when(ActivateUser{vera, Revision{1}}).then_refused(Errc::precondition_failed, "");
}

TEST(ActivateUser, RefusesUnknownAndRemovedUsers) {
  given(a_team()).when(ActivateUser{user_id(99), {}}).then_refused(Errc::not_found, "");
  given(and_then(vera_off, {UserRemoved{vera}}))
      .when(ActivateUser{vera, {}})
      .then_refused(Errc::not_found, "");
}

TEST(ActivateUser, FindsARestoredUserAsItWasBeforeTheRemoval) {
  const Events off_and_back = and_then(vera_off, {UserRemoved{vera}, UserRestored{vera}});
  given(off_and_back).when(ActivateUser{vera, {}}).then({UserReactivated{vera}});
  const Events back = and_then(a_team(), {UserRemoved{vera}, UserRestored{vera}});
  given(back).when(ActivateUser{vera, {}}).then_nothing();
}

}  // namespace
}  // namespace rolecall::test
