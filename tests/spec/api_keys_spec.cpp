#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

IssueApiKey issue(const UserId& owner, std::optional<Timestamp> expires_at = {}) {
  return {owner, key_id(1), Capability::read, expires_at};
}

ApiKeyIssued issued(const UserId& owner) { return {owner, key_id(1), Capability::read, {}}; }

TEST(IssueApiKey, RecordsWhoseForWhatAndUntilWhen) {
  const Timestamp soon{now.us + 1};
  const Decision decided =
      given(a_team())
          .when(IssueApiKey{Username{"vera.moor"}, key_id(1), Capability::manage, soon})
          .by(ada)
          .then({ApiKeyIssued{vera, key_id(1), Capability::manage, soon}});
  EXPECT_EQ(decided.user, vera);
}

TEST(IssueApiKey, MayLastForever) { given(a_team()).when(issue(vera)).then({issued(vera)}); }

TEST(IssueApiKey, RefusesAnEndThatHasPassed) {
  given(a_team()).when(issue(vera, now)).then_refused(Errc::invalid_argument, "expires_at");
}

TEST(IssueApiKey, IsForAdminsAndOpsAndNeverUpwards) {
  given(a_team()).when(issue(alf)).by(ada).then({issued(alf)});
  given(a_team()).when(issue(olga)).by(ada).then_forbidden();
  given(a_team()).when(issue(vera)).by(nina).then_forbidden();
  given(and_then(a_team(), {UserDeactivated{ada}})).when(issue(vera)).by(ada).then_forbidden();
}

TEST(IssueApiKey, IsForEveryoneForThemselves) {
  given(a_team()).when(issue(vera)).by(vera).then({issued(vera)});
  given(and_then(a_team(), {UserDeactivated{vera}}))
      .when(issue(vera))
      .by(vera)
      .then_refused(Errc::conflict, "");
}

TEST(IssueApiKey, LastsNoLongerThanTheOwnersKeyItIsAskedForWith) {
  const Timestamp soon{now.us + 1'000'000};
  const Timestamp later{soon.us + 1};
  const auto short_lived =
      given(a_team()).and_then({ApiKeyIssued{vera, key_id(7), Capability::manage, soon}});
  short_lived.when(issue(vera)).by(vera).with(key_id(7)).then_forbidden("expires_at");
  short_lived.when(issue(vera, later)).by(vera).with(key_id(7)).then_forbidden("expires_at");
  short_lived.when(issue(vera, soon))
      .by(vera)
      .with(key_id(7))
      .then({ApiKeyIssued{vera, key_id(1), Capability::read, soon}});
}

TEST(IssueApiKey, LetsTheOperatorInAfterAnImport) {
  given_history(a_team()).when(issue(olga)).by(ActorKind::op).then({issued(olga)});
}

TEST(IssueApiKey, NeedsAPresentAndActiveOwner) {
  given(a_team()).when(issue(user_id(99))).then_refused(Errc::not_found, "");
  given(and_then(a_team(), {UserRemoved{vera}}))
      .when(issue(vera))
      .then_refused(Errc::not_found, "");
  given(and_then(a_team(), {UserDeactivated{vera}}))
      .when(issue(vera))
      .then_refused(Errc::conflict, "");
}

TEST(IssueApiKey, RefusesAnIdThatWasUsed) {
  given(and_then(a_team(), {issued(vera)}))
      .when(issue(nina))
      .then_refused(Errc::already_exists, "");
  given(and_then(a_team(), {issued(vera), ApiKeyRevoked{vera, key_id(1)}}))
      .when(issue(vera))
      .then_refused(Errc::already_exists, "");
}

TEST(IssueApiKey, MovesTheOwnersRevision) {
  given(and_then(a_team(), {issued(vera)}))
      .when(DeactivateUser{vera, Revision{2}})
      .then({UserDeactivated{vera}});
}

TEST(RevokeApiKey, RecordsWhoseItWas) {
  EXPECT_EQ(given(and_then(a_team(), {issued(vera)}))
                .when(RevokeApiKey{key_id(1)})
                .by(ada)
                .then({ApiKeyRevoked{vera, key_id(1)}})
                .user,
            vera);
}

TEST(RevokeApiKey, WorksForDeactivatedOwners) {
  given(and_then(a_team(), {issued(vera), UserDeactivated{vera}}))
      .when(RevokeApiKey{key_id(1)})
      .then({ApiKeyRevoked{vera, key_id(1)}});
}

TEST(RevokeApiKey, FindsRemovedOwnersForWhoCouldChangeThem) {
  const Events olga_gone = and_then(a_team(), {issued(olga), UserRemoved{olga}});
  given(olga_gone).when(RevokeApiKey{key_id(1)}).by(otto).then_nothing();
  given(olga_gone).when(RevokeApiKey{key_id(1)}).by(ada).then_forbidden();
}

TEST(RevokeApiKey, RecordsNothingTwice) {
  EXPECT_EQ(given(and_then(a_team(), {issued(vera), ApiKeyRevoked{vera, key_id(1)}}))
                .when(RevokeApiKey{key_id(1)})
                .by(ada)
                .then_nothing()
                .user,
            vera);
}

TEST(RevokeApiKey, RefusesUnknownKeys) {
  given(a_team()).when(RevokeApiKey{key_id(1)}).then_refused(Errc::not_found, "");
}

TEST(RevokeApiKey, IsForAdminsAndOpsAndNeverUpwards) {
  given(and_then(a_team(), {issued(olga)})).when(RevokeApiKey{key_id(1)}).by(ada).then_forbidden();
  given(and_then(a_team(), {issued(vera)})).when(RevokeApiKey{key_id(1)}).by(nina).then_forbidden();
}

TEST(RevokeApiKey, IsNotForAKeyThatDoesLess) {
  // Ada may have kept the key that she gave Vera, who became an operator.
  const auto promoted =
      given(a_team())
          .and_by(ada, {ApiKeyIssued{vera, key_id(7), Capability::manage, {}}})
          .and_then({RoleAssigned{vera, native(Role::viewer), native(Role::ops), {}},
                     ApiKeyIssued{vera, key_id(8), Capability::manage, {}}});
  promoted.when(RevokeApiKey{key_id(8)}).by(vera).with(key_id(7)).then_forbidden();
  promoted.when(RevokeApiKey{key_id(7)})
      .by(vera)
      .with(key_id(7))
      .then({ApiKeyRevoked{vera, key_id(7)}});
}

TEST(RevokeApiKey, IsForEveryoneOfTheirOwn) {
  given(and_then(a_team(), {issued(vera)}))
      .when(RevokeApiKey{key_id(1)})
      .by(vera)
      .then({ApiKeyRevoked{vera, key_id(1)}});
}

}  // namespace
}  // namespace rolecall::test
