// The first user of an empty directory.
#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const Bootstrap first_olga{profile_of("olga.berg", "olga@acme.io"), key_id(1)};

TEST(Bootstrap, MakesAnActiveOperatorWithAKeyThatMayManage) {
  const Profile profile = profile_of("olga.berg", "olga@acme.io");
  const Decision decided = given({})
                               .when(first_olga)
                               .by(ActorKind::bootstrap)
                               .then({UserCreated{fresh_user, profile, native(Role::ops), true},
                                      ApiKeyIssued{fresh_user, key_id(1), Capability::manage, {}}});
  EXPECT_EQ(decided.user, fresh_user);
  EXPECT_EQ(decided.actor.kind, ActorKind::bootstrap);
}

TEST(Bootstrap, IsForTheDirectoryThatNeverHadAUser) {
  given({created(vera, "vera.moor", Role::viewer)})
      .when(first_olga)
      .by(ActorKind::bootstrap)
      .then_refused(Errc::conflict, "");
}

TEST(Bootstrap, IsNotOpenedAgainByRemovingEverybody) {
  given({created(olga, "olga.berg", Role::ops), UserRemoved{olga}})
      .when(first_olga)
      .by(ActorKind::bootstrap)
      .then_refused(Errc::conflict, "");
  given({created(olga, "olga.berg", Role::ops), UserRemoved{olga}, UserErased{olga}})
      .when(first_olga)
      .by(ActorKind::bootstrap)
      .then_refused(Errc::conflict, "");
}

TEST(Bootstrap, IsClosedByAnImportedUser) {
  given_history({created(vera, "vera.moor", Role::viewer)})
      .when(first_olga)
      .by(ActorKind::bootstrap)
      .then_refused(Errc::conflict, "");
}

TEST(Bootstrap, IsOpenBesideGroupsAndNamedActorsWhoAreNoUsers) {
  given_history({ActorNamed{nina, "nina.bach"}, GroupCreated{group_id(1), "builders"}})
      .when(first_olga)
      .by(ActorKind::bootstrap)
      .then({UserCreated{fresh_user, first_olga.profile, native(Role::ops), true},
             ApiKeyIssued{fresh_user, key_id(1), Capability::manage, {}}});
}

TEST(Bootstrap, GivesTheFirstUserTheIdOfTheActorOfThatName) {
  given_history({ActorNamed{olga, "Olga.Berg"}})
      .when(first_olga)
      .by(ActorKind::bootstrap)
      .then({UserCreated{olga, first_olga.profile, native(Role::ops), true},
             ApiKeyIssued{olga, key_id(1), Capability::manage, {}}});
}

TEST(Bootstrap, NeedsAUsernameAndWellFormedMembers) {
  given({})
      .when(Bootstrap{profile_of(""), key_id(1)})
      .then_refused(Errc::invalid_argument, "username");
  given({})
      .when(Bootstrap{profile_of("olga.berg", "no address"), key_id(1)})
      .then_refused(Errc::invalid_argument, "email");
}

TEST(Bootstrap, NeedsNoApiKey) {
  given({}).when(Bootstrap{profile_of("vera"), {}}).then({created(fresh_user, "vera", Role::ops)});
}

}  // namespace
}  // namespace rolecall::test
