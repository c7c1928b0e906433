#include "tests/support/spec.hpp"

namespace rolecall {
namespace {

using namespace testing_support;

ProfilePatch renamed(std::string first_name) {
  ProfilePatch patch;
  patch.first_name = std::move(first_name);
  return patch;
}
ProfilePatch nameless() { return renamed(""); }

RoleGrant publisher() { return {Role::analyst, Channel::posit_connect, "publisher"}; }

TEST(UpdateUser, MakesSeveralChangesInOne) {
  given(a_team())
      .when(UpdateUser{vera, renamed("Vera"), publisher(), false, {}})
      .then({UserDeactivated{vera}, RoleAssigned{vera, native(Role::viewer), publisher(), {}},
             UserProfileChanged{vera, nameless(), renamed("Vera")}});
  given(and_then(a_team(), {UserDeactivated{vera}}))
      .when(UpdateUser{vera, {}, publisher(), true, {}})
      .then({RoleAssigned{vera, native(Role::viewer), publisher(), {}}, UserReactivated{vera}});
}

TEST(UpdateUser, MakesAllOfThemOrNone) {
  ProfilePatch taken;
  taken.username = "nina.bach";
  given(a_team())
      .when(UpdateUser{vera, taken, publisher(), false, {}})
      .then_refused(Errc::already_exists, "username");
  given(a_team())
      .when(UpdateUser{vera, renamed("Vera"), native(Role::ops), {}, {}})
      .by(ada)
      .then_forbidden("role");
  given(and_then(a_team(), {UserDeactivated{olga}}))
      .when(UpdateUser{otto, renamed("Otto"), {}, false, {}})
      .then_refused(Errc::conflict, "");
}

TEST(UpdateUser, SaysNothingOfWhatIsSoAlready) {
  given(a_team()).when(UpdateUser{vera, {}, {}, true, {}}).then({});
  given(a_team()).when(UpdateUser{vera, {}, {}, {}, {}}).then({});
}

TEST(UpdateUser, TakesADerivedNameThatComesBackForNoChange) {
  ProfilePatch as_shown;
  as_shown.display_name = "vera.moor";
  as_shown.first_name = "";
  given(a_team()).when(UpdateUser{vera, as_shown, {}, {}, {}}).then({});
}

TEST(UpdateUser, IsForAdminsAlsoAboutThemselves) {
  given(a_team()).when(UpdateUser{vera, {}, {}, false, {}}).by(vera).then_forbidden();
  given(a_team()).when(UpdateUser{olga, renamed("O"), {}, {}, {}}).by(ada).then_forbidden();
  given(a_team()).when(UpdateUser{user_id(77), {}, {}, {}, {}}).then_refused(Errc::not_found, "");
}

TEST(UpdateUser, ChecksTheRevisionBeforeAllElse) {
  given(a_team())
      .when(UpdateUser{vera, renamed("Vera"), {}, false, Revision{9}})
      .then_refused(Errc::precondition_failed, "");
  given(a_team()).when(UpdateUser{vera, {}, {}, false, Revision{1}}).then({UserDeactivated{vera}});
}

TEST(UpdateUser, NamedByTheNameThatItChanges) {
  ProfilePatch from, to;
  from.username = "vera.moor";
  to.username = "vera.wald";
  given(a_team())
      .when(UpdateUser{Username{"Vera.Moor"}, to, {}, false, {}})
      .then({UserDeactivated{vera}, UserProfileChanged{vera, from, to}});
}

}  // namespace
}  // namespace rolecall
