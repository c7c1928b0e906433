#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const UserCreated vera_created{vera, profile_of("vera.moor", "vera@acme.io"), native(Role::viewer),
                               true};

Events team_with_vera() {
  return and_then({created(olga, "olga.berg", Role::ops)}, {vera_created});
}

TEST(ChangeProfile, RecordsWhatEachChangedMemberWasAndBecomes) {
  given(team_with_vera())
      .when(ChangeProfile{vera, {.email = "v@acme.io", .first_name = "Vera"}, {}})
      .by(olga)
      .then({UserProfileChanged{vera,
                                {.email = "vera@acme.io", .first_name = ""},
                                {.email = "v@acme.io", .first_name = "Vera"}}});
}

TEST(ChangeProfile, BuildsOnEarlierChanges) {
  given(and_then(team_with_vera(),
                 {UserProfileChanged{vera, {.last_name = ""}, {.last_name = "Moor"}}}))
      .when(ChangeProfile{vera, {.last_name = "See"}, {}})
      .then({UserProfileChanged{vera, {.last_name = "Moor"}, {.last_name = "See"}}});
}

TEST(ChangeProfile, RecordsOnlyMembersThatDiffer) {
  given(team_with_vera())
      .when(ChangeProfile{vera, {.username = "vera.moor", .last_name = "Moor"}, {}})
      .then({UserProfileChanged{vera, {.last_name = ""}, {.last_name = "Moor"}}});
}

TEST(ChangeProfile, RecordsNothingWhereNothingDiffers) {
  EXPECT_EQ(given(team_with_vera())
                .when(ChangeProfile{vera, {.username = "vera.moor", .display_name = ""}, {}})
                .then_nothing()
                .user,
            vera);
  given(team_with_vera()).when(ChangeProfile{vera, {}, {}}).then_nothing();
}

TEST(ChangeProfile, TakesAnEmptyMemberAsAbsent) {
  given(team_with_vera())
      .when(ChangeProfile{vera, {.email = ""}, {}})
      .then({UserProfileChanged{vera, {.email = "vera@acme.io"}, {.email = ""}}});
}

TEST(ChangeProfile, KeepsTheUsernamePresent) {
  given(team_with_vera())
      .when(ChangeProfile{vera, {.username = ""}, {}})
      .then_refused(Errc::invalid_argument, "username");
}

TEST(ChangeProfile, ChangesTheCaseOfOnesOwnNames) {
  given(team_with_vera())
      .when(ChangeProfile{vera, {.username = "Vera.Moor", .email = "Vera@Acme.io"}, {}})
      .then({UserProfileChanged{vera,
                                {.username = "vera.moor", .email = "vera@acme.io"},
                                {.username = "Vera.Moor", .email = "Vera@Acme.io"}}});
}

TEST(ChangeProfile, RefusesNamesThatOthersHave) {
  const UserCreated nina_created{nina, profile_of("nina.bach", "nina@acme.io"), {}, true};
  const Events both = and_then(team_with_vera(), {nina_created});
  given(both)
      .when(ChangeProfile{vera, {.username = "Nina.Bach"}, {}})
      .then_refused(Errc::already_exists, "username");
  given(both)
      .when(ChangeProfile{vera, {.email = "NINA@acme.io"}, {}})
      .then_refused(Errc::already_exists, "email");
}

TEST(ChangeProfile, LetsTwoUsersSwapANameThroughAThird) {
  const UserProfileChanged steps_aside{vera, {.username = "vera.moor"}, {.username = "vera.tmp"}};
  const UserProfileChanged takes_it{olga, {.username = "olga.berg"}, {.username = "vera.moor"}};
  given(and_then(team_with_vera(), {steps_aside, takes_it}))
      .when(ChangeProfile{vera, {.username = "olga.berg"}, {}})
      .then({UserProfileChanged{vera, {.username = "vera.tmp"}, {.username = "olga.berg"}}});
}

TEST(ChangeProfile, FindsTheUserByAnyFormOfTheCurrentName) {
  const UserProfileChanged renamed{vera, {.username = "vera.moor"}, {.username = "vera.see"}};
  given(and_then(team_with_vera(), {renamed}))
      .when(ChangeProfile{Username{"VERA.SEE"}, {.first_name = "Vera"}, {}})
      .then({UserProfileChanged{vera, {.first_name = ""}, {.first_name = "Vera"}}});
  given(and_then(team_with_vera(), {renamed}))
      .when(ChangeProfile{Username{"vera.moor"}, {.first_name = "Vera"}, {}})
      .then_refused(Errc::not_found, "");
}

TEST(ChangeProfile, RefusesUnknownAndRemovedUsers) {
  given(team_with_vera())
      .when(ChangeProfile{user_id(99), {.first_name = "Vera"}, {}})
      .then_refused(Errc::not_found, "");
  given(and_then(team_with_vera(), {UserRemoved{vera}}))
      .when(ChangeProfile{vera, {.first_name = "Vera"}, {}})
      .then_refused(Errc::not_found, "");
  given(and_then(team_with_vera(), {UserRemoved{vera}}))
      .when(ChangeProfile{Username{"vera.moor"}, {.first_name = "Vera"}, {}})
      .then_refused(Errc::not_found, "");
}

TEST(ChangeProfile, ChecksTheExpectedRevision) {
  const Events twice = and_then(
      team_with_vera(), {UserProfileChanged{vera, {.last_name = ""}, {.last_name = "Moor"}}});
  given(twice)
      .when(ChangeProfile{vera, {.last_name = "See"}, Revision{2}})
      .then({UserProfileChanged{vera, {.last_name = "Moor"}, {.last_name = "See"}}});
  given(twice)
      .when(ChangeProfile{vera, {.last_name = "See"}, Revision{1}})
      .then_refused(Errc::precondition_failed, "");
  given(twice)
      .when(ChangeProfile{vera, {.last_name = "Moor"}, Revision{3}})
      .then_refused(Errc::precondition_failed, "");
}

TEST(ChangeProfile, TellsNothingOfRevisionsToThoseWhoMayNot) {
  given(a_team())
      .when(ChangeProfile{vera, {.last_name = "See"}, Revision{7}})
      .by(nina)
      .then_forbidden();
}

TEST(ChangeProfile, IsForAdminsAndAboveAndNeverUpwards) {
  const ProfilePatch change{.last_name = "Neu"};
  const auto changed = [&](const UserId& user) {
    return Events{UserProfileChanged{user, {.last_name = ""}, change}};
  };
  given(a_team()).when(ChangeProfile{vera, change, {}}).by(ada).then(changed(vera));
  given(a_team()).when(ChangeProfile{alf, change, {}}).by(ada).then(changed(alf));
  given(a_team()).when(ChangeProfile{ada, change, {}}).by(ada).then(changed(ada));
  given(a_team()).when(ChangeProfile{otto, change, {}}).by(olga).then(changed(otto));
  given(a_team()).when(ChangeProfile{olga, change, {}}).by(ada).then_forbidden();
  given(a_team()).when(ChangeProfile{vera, change, {}}).by(nina).then_forbidden();
  given(a_team()).when(ChangeProfile{vera, change, {}}).by(vera).then_forbidden();
  given(and_then(a_team(), {UserDeactivated{ada}}))
      .when(ChangeProfile{vera, change, {}})
      .by(ada)
      .then_forbidden();
}

TEST(ChangeProfile, SeesTheRankTheActorHasByThen) {
  const RoleAssigned demoted{ada, native(Role::admin), native(Role::analyst), {}};
  given(and_then(a_team(), {demoted}))
      .when(ChangeProfile{vera, {.last_name = "Neu"}, {}})
      .by(ada)
      .then_forbidden();
}

TEST(ChangeProfile, ChecksEveryMember) {
  const auto refused = [](ProfilePatch change, std::string_view field) {
    given(team_with_vera())
        .when(ChangeProfile{vera, std::move(change), {}})
        .then_refused(Errc::invalid_argument, field);
  };
  refused({.username = "vera\tmoor"}, "username");
  refused({.email = "vera"}, "email");
  refused({.email = "vera@"}, "email");
  refused({.email = "@acme.io"}, "email");
  refused({.display_name = "Vera "}, "display_name");
  refused({.first_name = "\xff"}, "first_name");
  refused({.last_name = std::string(256, 'm')}, "last_name");
  refused({.external_id = std::string(256, '7')}, "external_id");
  refused({.attributes = std::string(8193, ' ')}, "attributes");
}

}  // namespace
}  // namespace rolecall::test
