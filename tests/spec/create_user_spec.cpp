#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

// Attributes of so many objects, each in the one before.
std::string nested(std::size_t levels) {
  std::string text = "1";
  while (levels-- != 0) text = R"({"[\"{":)" + text + "}";
  return text;
}

CreateUser create(std::string username, Role role = default_role) {
  return {profile_of(std::move(username)), native(role), true};
}

UserCreated fresh(std::string username, Role role = default_role) {
  return created(fresh_user, std::move(username), role);
}

TEST(CreateUser, KeepsEveryMemberAsItWasTyped) {
  const Profile profile{.username = "Karl.Heinz",
                        .email = "Karl.Heinz@Acme.IO",
                        .display_name = "Karl-Heinz Groß",
                        .first_name = "Karl-Heinz",
                        .last_name = "Groß",
                        .external_id = "E-0815",
                        .attributes = R"({"floor":3})"};
  const Decision decided =
      given(a_team())
          .when(CreateUser{profile, native(Role::viewer), false})
          .by(ada)
          .then({UserCreated{fresh_user, profile, native(Role::viewer), false}});
  EXPECT_EQ(decided.user, fresh_user);
  EXPECT_EQ(decided.actor.user, ada);
}

TEST(CreateUser, KeepsTheWordInWhichTheRoleWasGiven) {
  const RoleGrant publisher{Role::analyst, Channel::posit_connect, "publisher"};
  given({})
      .when(CreateUser{profile_of("karl.heinz"), publisher, true})
      .then({UserCreated{fresh_user, profile_of("karl.heinz"), publisher, true}});
}

TEST(CreateUser, IsForAdminsAndOps) {
  given(a_team()).when(create("karl.heinz")).by(olga).then({fresh("karl.heinz")});
  given(a_team()).when(create("karl.heinz")).by(ada).then({fresh("karl.heinz")});
  given(a_team()).when(create("karl.heinz")).by(nina).then_forbidden();
  given(a_team()).when(create("karl.heinz")).by(vera).then_forbidden();
}

TEST(CreateUser, NeedsAnActorWhoIsAPresentAndActiveUser) {
  given(a_team()).when(create("karl.heinz")).by(user_id(99)).then_forbidden();
  given(and_then(a_team(), {UserDeactivated{ada}}))
      .when(create("karl.heinz"))
      .by(ada)
      .then_forbidden();
  given(and_then(a_team(), {UserRemoved{ada}})).when(create("karl.heinz")).by(ada).then_forbidden();
}

TEST(CreateUser, GivesNoRoleAboveOnesOwn) {
  given(a_team()).when(create("karl.heinz", Role::ops)).by(ada).then_forbidden("role");
  given(a_team())
      .when(create("karl.heinz", Role::admin))
      .by(ada)
      .then({fresh("karl.heinz", Role::admin)});
  given(a_team())
      .when(create("karl.heinz", Role::ops))
      .by(olga)
      .then({fresh("karl.heinz", Role::ops)});
}

TEST(CreateUser, KnowsNoRankOfTheOperator) {
  given({}).when(create("karl.heinz", Role::ops)).then({fresh("karl.heinz", Role::ops)});
}

TEST(CreateUser, RefusesAUsernameThatAnotherPresentUserHas) {
  given(a_team()).when(create("vera.moor")).by(ada).then_refused(Errc::already_exists, "username");
  given(a_team()).when(create("Vera.MOOR")).by(ada).then_refused(Errc::already_exists, "username");
  given(and_then(a_team(), {UserDeactivated{vera}}))
      .when(create("vera.moor"))
      .by(ada)
      .then_refused(Errc::already_exists, "username");
}

TEST(CreateUser, RefusesAnEmailThatAnotherPresentUserHas) {
  const UserCreated holder{vera, profile_of("vera.moor", "Vera@Acme.io"), {}, true};
  given({holder})
      .when(CreateUser{profile_of("karl.heinz", "vera@acme.IO"), {}, true})
      .then_refused(Errc::already_exists, "email");
}

TEST(CreateUser, TakesManyUsersWithoutEmail) {
  given(a_team()).when(create("karl.heinz")).then({fresh("karl.heinz")});
}

TEST(CreateUser, TakesAUsernameThatIsAnothersEmail) {
  const UserCreated holder{vera, profile_of("vera.moor", "vera@acme.io"), {}, true};
  given({holder}).when(create("vera@acme.io")).then({fresh("vera@acme.io")});
}

TEST(CreateUser, TakesTheNamesOfRemovedUsers) {
  const UserCreated holder{vera, profile_of("vera.moor", "vera@acme.io"), {}, true};
  const CreateUser again{profile_of("vera.moor", "vera@acme.io"), {}, true};
  const UserCreated fresh_vera{fresh_user, again.profile, {}, true};
  given({holder, UserRemoved{vera}}).when(again).then({fresh_vera});
  given({holder, UserRemoved{vera}, UserErased{vera}}).when(again).then({fresh_vera});
}

TEST(CreateUser, RefusesTheNamesOfRestoredUsers) {
  given({created(vera, "vera.moor"), UserRemoved{vera}, UserRestored{vera}})
      .when(create("vera.moor"))
      .then_refused(Errc::already_exists, "username");
}

TEST(CreateUser, TakesNamesThatTheirHolderGaveUp) {
  const UserCreated holder{vera, profile_of("vera.moor", "vera@acme.io"), {}, true};
  const UserProfileChanged renamed{vera,
                                   {.username = "vera.moor", .email = "vera@acme.io"},
                                   {.username = "vera.see", .email = ""}};
  given({holder, renamed})
      .when(CreateUser{profile_of("vera.moor", "vera@acme.io"), {}, true})
      .then({UserCreated{fresh_user, profile_of("vera.moor", "vera@acme.io"), {}, true}});
  given({holder, renamed}).when(create("vera.see")).then_refused(Errc::already_exists, "username");
}

TEST(CreateUser, TakesTheIdOfTheActorOfThatName) {
  const Decision decided = given_history({ActorNamed{nina, "Nina.Bach"}})
                               .when(create("nina.bach"))
                               .then({created(nina, "nina.bach")});
  EXPECT_EQ(decided.user, nina);
}

TEST(CreateUser, TakesTheIdOfANamedActorOnlyOnce) {
  given_history({ActorNamed{nina, "nina.bach"}, created(nina, "nina.bach"), UserRemoved{nina}})
      .when(create("nina.bach"))
      .then({fresh("nina.bach")});
}

TEST(CreateUser, LimitsTheWordOfARole) {
  const RoleGrant wordy{Role::analyst, Channel::paradime, std::string(65, 'x')};
  given({})
      .when(CreateUser{profile_of("karl.heinz"), wordy, true})
      .then_refused(Errc::invalid_argument, "role");
  const RoleGrant broken{Role::analyst, Channel::paradime, "\xff"};
  given({})
      .when(CreateUser{profile_of("karl.heinz"), broken, true})
      .then_refused(Errc::invalid_argument, "role");
}

TEST(CreateUser, ChecksEveryMember) {
  const auto with = [](std::string Profile::*member, std::string value) {
    CreateUser command = create("karl.heinz");
    command.profile.*member = std::move(value);
    return given({}).when(command);
  };
  with(&Profile::email, "karl heinz@acme.io").then_refused(Errc::invalid_argument, "email");
  with(&Profile::display_name, " Karl").then_refused(Errc::invalid_argument, "display_name");
  with(&Profile::first_name, "Ka\nrl").then_refused(Errc::invalid_argument, "first_name");
  with(&Profile::last_name, std::string(256, 'h'))
      .then_refused(Errc::invalid_argument, "last_name");
  with(&Profile::external_id, "\xc3\xa9" + std::string(254, 'h'))
      .then_refused(Errc::invalid_argument, "external_id");
  with(&Profile::attributes, std::string(8193, ' '))
      .then_refused(Errc::invalid_argument, "attributes");
  with(&Profile::attributes, nested(17)).then_refused(Errc::invalid_argument, "attributes");
  with(&Profile::attributes, "{\"a\":\"\xff\"}").then_refused(Errc::invalid_argument, "attributes");
}

TEST(CreateUser, TakesAttributesOfSixteenLevels) {
  Profile profile = profile_of("karl.heinz");
  profile.attributes = nested(16);
  given({})
      .when(CreateUser{profile, native(default_role), true})
      .then({UserCreated{fresh_user, profile, native(default_role), true}});
}

TEST(CreateUser, MakesTheUserAMemberOfEachGroupOnce) {
  const GroupId builders = group_id(1);
  const GroupId testers = group_id(2);
  const Events groups =
      and_then(a_team(), {GroupCreated{builders, "Builders"}, GroupCreated{testers, "Testers"}});
  CreateUser command = create("karl.heinz");
  command.groups = {GroupName{"testers"}, builders, GroupName{"BUILDERS"}};
  const Decision decided = given(groups).when(command).by(ada).then(
      {fresh("karl.heinz"), MemberAdded{testers, fresh_user, MemberRole::user},
       MemberAdded{builders, fresh_user, MemberRole::user}});
  EXPECT_EQ(decided.user, fresh_user);
  given(and_then(groups, {GroupDeleted{testers}}))
      .when(command)
      .then_refused(Errc::invalid_argument, "groups");
}

TEST(CreateUser, ChecksTheReason) {
  given({})
      .when(create("karl.heinz"))
      .because(std::string(1025, 'r'))
      .then_refused(Errc::invalid_argument, "reason");
  given({})
      .when(create("karl.heinz"))
      .because("moved\x1b[31m")
      .then_refused(Errc::invalid_argument, "reason");
  given({}).when(create("karl.heinz")).because("ticket 7:\n\tmoved").then({fresh("karl.heinz")});
}

}  // namespace
}  // namespace rolecall::test
