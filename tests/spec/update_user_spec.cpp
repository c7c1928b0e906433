#include "engine/events/shown_profile.hpp"
#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

ProfilePatch renamed(std::string first_name) {
  ProfilePatch patch;
  patch.first_name = std::move(first_name);
  return patch;
}
ProfilePatch nameless() { return renamed(""); }

RoleGrant publisher() { return {Role::analyst, Channel::posit_connect, "publisher"}; }

TEST(UpdateUser, MakesSeveralChangesInOne) {
  given(a_team())
      .when(UpdateUser{vera, as_shown(renamed("Vera")), publisher(), false, {}})
      .then({UserDeactivated{vera}, RoleAssigned{vera, native(Role::viewer), publisher(), {}},
             UserProfileChanged{vera, nameless(), renamed("Vera")}});
  given(and_then(a_team(), {UserDeactivated{vera}}))
      .when(UpdateUser{vera, {}, publisher(), true, {}})
      .then({RoleAssigned{vera, native(Role::viewer), publisher(), {}}, UserReactivated{vera}});
}

TEST(UpdateUser, SetsAPasswordBehindTheOtherChanges) {
  given(a_team())
      .when(UpdateUser{vera, as_shown(renamed("Vera")), {}, false, {}, true})
      .by(ada)
      .then({UserDeactivated{vera}, UserProfileChanged{vera, nameless(), renamed("Vera")},
             PasswordSet{vera}});
  given(a_team()).when(UpdateUser{olga, {}, {}, {}, {}, true}).by(ada).then_forbidden();
}

TEST(UpdateUser, MakesAllOfThemOrNone) {
  ProfilePatch taken;
  taken.username = "nina.bach";
  given(a_team())
      .when(UpdateUser{vera, as_shown(taken), publisher(), false, {}})
      .then_refused(Errc::already_exists, "username");
  given(a_team())
      .when(UpdateUser{vera, as_shown(renamed("Vera")), native(Role::ops), {}, {}})
      .by(ada)
      .then_forbidden("role");
  given(and_then(a_team(), {UserDeactivated{olga}}))
      .when(UpdateUser{otto, as_shown(renamed("Otto")), {}, false, {}})
      .then_refused(Errc::conflict, "");
}

TEST(UpdateUser, SaysNothingOfWhatIsSoAlready) {
  given(a_team()).when(UpdateUser{vera, {}, {}, true, {}}).then({});
  given(a_team()).when(UpdateUser{vera, {}, {}, {}, {}}).then({});
}

TEST(UpdateUser, TakesADerivedNameThatComesBackForNoChange) {
  ProfilePatch shown;
  shown.display_name = "vera.moor";
  shown.first_name = "";
  given(a_team()).when(UpdateUser{vera, as_shown(shown), {}, {}, {}}).then({});
}

// What was shown before somebody else's change is not given back.
TEST(UpdateUser, DecidesOnTheProfileAsItIsThen) {
  const auto longer = [](const Profile& stored) {
    ProfilePatch change;
    change.first_name = stored.first_name + "!";
    return change;
  };
  given(and_then(a_team(), {UserProfileChanged{vera, nameless(), renamed("Vera")}}))
      .when(UpdateUser{vera, longer, {}, {}, {}})
      .then({UserProfileChanged{vera, renamed("Vera"), renamed("Vera!")}});
}

TEST(UpdateUser, IsForAdminsAlsoAboutThemselves) {
  given(a_team()).when(UpdateUser{vera, {}, {}, false, {}}).by(vera).then_forbidden();
  given(a_team())
      .when(UpdateUser{olga, as_shown(renamed("O")), {}, {}, {}})
      .by(ada)
      .then_forbidden();
  given(a_team()).when(UpdateUser{user_id(77), {}, {}, {}, {}}).then_refused(Errc::not_found, "");
}

TEST(UpdateUser, ChecksTheRevisionBeforeAllElse) {
  given(a_team())
      .when(UpdateUser{vera, as_shown(renamed("Vera")), {}, false, Revision{9}})
      .then_refused(Errc::precondition_failed, "");
  given(a_team()).when(UpdateUser{vera, {}, {}, false, Revision{1}}).then({UserDeactivated{vera}});
}

TEST(UpdateUser, NamedByTheNameThatItChanges) {
  ProfilePatch from, to;
  from.username = "vera.moor";
  to.username = "vera.wald";
  given(a_team())
      .when(UpdateUser{Username{"Vera.Moor"}, as_shown(to), {}, false, {}})
      .then({UserDeactivated{vera}, UserProfileChanged{vera, from, to}});
}

}  // namespace
}  // namespace rolecall::test
