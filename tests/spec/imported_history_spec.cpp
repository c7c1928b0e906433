// Lines of history that happened elsewhere, before.
#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

CreateUser create(std::string username, Role role = default_role) {
  return {profile_of(std::move(username)), native(role), true};
}

TEST(ImportedHistory, NamesAnActorWhoIsNoUser) {
  const Decision decided =
      given({})
          .when(create("vera.moor"))
          .imported("Fritz Alt")
          .then({ActorNamed{fresh_actor, "Fritz Alt"}, created(fresh_user, "vera.moor")});
  EXPECT_EQ(decided.actor.kind, ActorKind::import);
  EXPECT_EQ(decided.actor.user, fresh_actor);
  EXPECT_EQ(decided.user, fresh_user);
}

TEST(ImportedHistory, NamesAnActorOnce) {
  const Decision decided = given_history({ActorNamed{nina, "Nina.Bach"}})
                               .when(create("vera.moor"))
                               .imported("nina.bach")
                               .then({created(fresh_user, "vera.moor")});
  EXPECT_EQ(decided.actor.user, nina);
}

TEST(ImportedHistory, KnowsAnActorWhoIsAUser) {
  const Decision decided = given_history({created(olga, "olga.berg")})
                               .when(create("vera.moor"))
                               .imported("Olga.Berg")
                               .then({created(fresh_user, "vera.moor")});
  EXPECT_EQ(decided.actor.user, olga);
}

TEST(ImportedHistory, KnowsAnActorWhoBecameAUser) {
  const Decision decided =
      given_history({ActorNamed{nina, "nina.bach"}, created(nina, "nina.bach")})
          .when(create("vera.moor"))
          .imported("nina.bach")
          .then({created(fresh_user, "vera.moor")});
  EXPECT_EQ(decided.actor.user, nina);
}

TEST(ImportedHistory, JoinsAnActorWhoCreatesTheUserOfTheSameName) {
  const Decision decided = given({})
                               .when(create("olga.berg", Role::ops))
                               .imported("Olga.Berg")
                               .then({ActorNamed{fresh_actor, "Olga.Berg"},
                                      created(fresh_actor, "olga.berg", Role::ops)});
  EXPECT_EQ(decided.actor.user, fresh_actor);
  EXPECT_EQ(decided.user, fresh_actor);
}

TEST(ImportedHistory, LetsANamedActorCreateTheUserOfTheSameName) {
  const Decision decided = given_history({ActorNamed{olga, "olga.berg"}})
                               .when(create("olga.berg"))
                               .imported("olga.berg")
                               .then({created(olga, "olga.berg")});
  EXPECT_EQ(decided.actor.user, olga);
  EXPECT_EQ(decided.user, olga);
}

TEST(ImportedHistory, NamesNobodyForALineThatChangesNothing) {
  given_history({created(vera, "vera.moor", Role::viewer)})
      .when(AssignRole{Username{"vera.moor"}, native(Role::viewer), {}})
      .imported("Fritz Alt")
      .then_nothing();
}

TEST(ImportedHistory, ChecksTheActorsName) {
  given({}).when(create("vera.moor")).imported("").then_refused(Errc::invalid_argument, "actor");
  given({})
      .when(create("vera.moor"))
      .imported("Fritz\u202eAlt")
      .then_refused(Errc::invalid_argument, "actor");
}

TEST(ImportedHistory, MovesTheStreamOfANamedActorOn) {
  given_history({ActorNamed{nina, "nina.bach"}, created(nina, "nina.bach")})
      .when(DeactivateUser{nina, Revision{2}})
      .then({UserDeactivated{nina}});
}

TEST(ImportedHistory, KnowsNoRanks) {
  const Events past{created(vera, "vera.moor", Role::viewer),
                    created(olga, "olga.berg", Role::ops)};
  given_history(past)
      .when(AssignRole{Username{"olga.berg"}, native(Role::analyst), {}})
      .imported("vera.moor")
      .then({RoleAssigned{olga, native(Role::ops), native(Role::analyst), {}}});
  given_history(past)
      .when(DeactivateUser{Username{"olga.berg"}, {}})
      .imported("vera.moor")
      .then({UserDeactivated{olga}});
}

TEST(ImportedHistory, LetsDeactivatedActorsAct) {
  given_history({created(olga, "olga.berg"), UserDeactivated{olga}})
      .when(create("vera.moor"))
      .imported("olga.berg")
      .then({created(fresh_user, "vera.moor")});
}

TEST(ImportedHistory, KeepsTheRulesOfNames) {
  given_history({created(vera, "vera.moor")})
      .when(create("Vera.Moor"))
      .imported("Fritz Alt")
      .then_refused(Errc::already_exists, "username");
  given({}).when(create("")).imported("Fritz Alt").then_refused(Errc::invalid_argument, "username");
}

TEST(ImportedHistory, GoesNotBackInTime) {
  const Events past{created(olga, "olga.berg"), created(vera, "vera.moor")};
  given_history(past)
      .when(create("nina.bach"))
      .imported("olga.berg", after_seconds(1))
      .then({created(fresh_user, "nina.bach")});
  given_history(past)
      .when(create("nina.bach"))
      .imported("olga.berg", Timestamp{after_seconds(1).us - 1})
      .then_refused(Errc::invalid_argument, "time");
}

TEST(ImportedHistory, GoesNotIntoTheFuture) {
  given({})
      .when(create("olga.berg"))
      .imported("olga.berg", now)
      .then({ActorNamed{fresh_actor, "olga.berg"}, created(fresh_actor, "olga.berg")});
  given({})
      .when(create("olga.berg"))
      .imported("olga.berg", Timestamp{now.us + 1})
      .then_refused(Errc::invalid_argument, "time");
}

TEST(ImportedHistory, IsRefusedBehindAnythingElse) {
  given({created(olga, "olga.berg")})
      .when(create("vera.moor"))
      .imported("olga.berg")
      .then_refused(Errc::conflict, "");
}

TEST(ImportedHistory, IsRefusedBehindOneLiveEventAfterOtherHistory) {
  for (const bool stored : {false, true}) {
    DirectoryWithPast directory({created(olga, "olga.berg")}, ActorKind::import, 0);
    directory.add(UserDeactivated{olga}, {ActorKind::op, {}, {}}, after_seconds(2));
    if (stored) directory.store();
    DecisionContext line;
    line.actor.kind = ActorKind::import;
    line.imported_actor = "olga.berg";
    line.time = line.now = now;
    const auto decided = decide(directory.overlay(), line, create("vera.moor"));
    ASSERT_FALSE(decided) << stored;
    EXPECT_EQ(decided.error().code, Errc::conflict);
  }
}

TEST(ImportedHistory, IsFollowedByLiveCommandsUnderTheUsualRules) {
  given_history(a_team()).when(create("karl.heinz", Role::ops)).by(ada).then_forbidden("role");
  given_history(a_team())
      .when(create("karl.heinz"))
      .by(ada)
      .then({created(fresh_user, "karl.heinz")});
}

}  // namespace
}  // namespace rolecall::test
