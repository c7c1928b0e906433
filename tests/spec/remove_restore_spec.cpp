#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const GroupId choir = group_id(1);
const GroupId crew = group_id(2);
const Events vera_gone = and_then(a_team(), {UserRemoved{vera}});

TEST(RemoveUser, IsForAdminsAndOps) {
  EXPECT_EQ(given(a_team()).when(RemoveUser{vera, {}}).by(ada).then({UserRemoved{vera}}).user,
            vera);
  given(a_team()).when(RemoveUser{vera, {}}).by(nina).then_forbidden();
  given(a_team()).when(RemoveUser{vera, {}}).by(vera).then_forbidden();
  given(a_team()).when(RemoveUser{olga, {}}).by(ada).then_forbidden();
}

TEST(RemoveUser, LeavesAnActiveUserOfTheTopRank) {
  const Events otto_off = and_then(a_team(), {UserDeactivated{otto}});
  given(otto_off).when(RemoveUser{olga, {}}).by(olga).then_refused(Errc::conflict, "");
  given(otto_off).when(RemoveUser{otto, {}}).by(olga).then({UserRemoved{otto}});
}

TEST(RemoveUser, FreesTheNames) {
  given(vera_gone)
      .when(CreateUser{profile_of("vera.moor"), native(Role::viewer), true})
      .then({created(fresh_user, "vera.moor", Role::viewer)});
  given(vera_gone).when(RemoveUser{Username{"vera.moor"}, {}}).then_refused(Errc::not_found, "");
  given(vera_gone).when(ActivateUser{vera, {}}).then_refused(Errc::not_found, "");
}

TEST(RemoveUser, EndsTheMembershipsInTheSameCommit) {
  given(and_then(a_team(), {GroupCreated{choir, "choir"}, GroupCreated{crew, "crew"},
                            MemberAdded{choir, vera, MemberRole::owner},
                            MemberAdded{crew, vera, MemberRole::user},
                            MemberRemoved{crew, vera, MemberRole::user},
                            MemberAdded{choir, nina, MemberRole::user}}))
      .when(RemoveUser{vera, {}})
      .then({MemberRemoved{choir, vera, MemberRole::owner}, UserRemoved{vera}});
}

TEST(RemoveUser, HasNothingToEndInADeletedGroup) {
  given(and_then(a_team(), {GroupCreated{choir, "choir"},
                            MemberAdded{choir, vera, MemberRole::user}, GroupDeleted{choir}}))
      .when(RemoveUser{vera, {}})
      .then({UserRemoved{vera}});
}

TEST(RemoveUser, RevokesTheApiKeysInTheSameCommit) {
  given(and_then(
            a_team(),
            {GroupCreated{choir, "choir"}, MemberAdded{choir, vera, MemberRole::user},
             ApiKeyIssued{vera, key_id(2), Capability::manage, {}},
             ApiKeyIssued{vera, key_id(1), Capability::read, {}},
             ApiKeyIssued{nina, key_id(3), Capability::read, {}},
             ApiKeyIssued{vera, key_id(4), Capability::read, {}}, ApiKeyRevoked{vera, key_id(4)}}))
      .when(RemoveUser{vera, {}})
      .by(ada)
      .then({MemberRemoved{choir, vera, MemberRole::user}, ApiKeyRevoked{vera, key_id(2)},
             ApiKeyRevoked{vera, key_id(1)}, UserRemoved{vera}});
}

// Also where the log tells of the removal only, as older ones do.
TEST(RestoreUser, GivesNoApiKeyBack) {
  const Events with_a_key =
      and_then(a_team(), {ApiKeyIssued{vera, key_id(1), Capability::read, {}}, UserRemoved{vera}});
  given(with_a_key).when(RevokeApiKey{key_id(1)}).then_nothing();
  given(and_then(with_a_key, {UserRestored{vera}})).when(RevokeApiKey{key_id(1)}).then_nothing();
  given(and_then(with_a_key, {UserRestored{vera}}))
      .when(RemoveUser{vera, {}})
      .then({UserRemoved{vera}});
  given(and_then(with_a_key,
                 {UserRestored{vera}, ApiKeyIssued{vera, key_id(2), Capability::read, {}}}))
      .when(RevokeApiKey{key_id(2)})
      .then({ApiKeyRevoked{vera, key_id(2)}});
}

TEST(RemoveUser, ChecksTheExpectedRevision) {
  given(a_team()).when(RemoveUser{vera, Revision{2}}).then_refused(Errc::precondition_failed, "");
  given(a_team()).when(RemoveUser{vera, Revision{1}}).then({UserRemoved{vera}});
}

TEST(RestoreUser, BringsBackWhatTheUserWas) {
  given(vera_gone).when(RestoreUser{vera, {}}).by(ada).then({UserRestored{vera}});
  given(vera_gone).when(RestoreUser{vera, {}}).by(nina).then_forbidden();
  given(a_team()).when(RestoreUser{vera, {}}).by(ada).then_nothing();
  given(a_team()).when(RestoreUser{user_id(77), {}}).then_refused(Errc::not_found, "");
  given(vera_gone).when(RestoreUser{vera, Revision{1}}).then_refused(Errc::precondition_failed, "");
}

TEST(RestoreUser, ChangesNoUserOfAHigherRank) {
  given(and_then(a_team(), {UserRemoved{otto}}))
      .when(RestoreUser{otto, {}})
      .by(ada)
      .then_forbidden();
}

TEST(RestoreUser, NeedsTheNamesFree) {
  Events taken = vera_gone;
  taken.emplace_back(created(user_id(9), "VERA.MOOR"));
  given(taken).when(RestoreUser{vera, {}}).then_refused(Errc::already_exists, "username");

  const Profile with_email = profile_of("mia", "mia@example.org");
  given({UserCreated{olga, profile_of("olga"), native(Role::ops), true},
         UserCreated{vera, with_email, native(Role::viewer), true}, UserRemoved{vera},
         UserCreated{nina, profile_of("nina", "MIA@example.org"), native(Role::viewer), true}})
      .when(RestoreUser{vera, {}})
      .then_refused(Errc::already_exists, "email");
}

TEST(RestoreUser, CannotUndoAnErasure) {
  given(and_then(vera_gone, {UserErased{vera}}))
      .when(RestoreUser{vera, {}})
      .then_refused(Errc::conflict, "");
}

}  // namespace
}  // namespace rolecall::test
