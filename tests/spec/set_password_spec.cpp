#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

TEST(SetPassword, IsForAdminsAndForEveryoneAboutThemselves) {
  given(a_team()).when(SetPassword{vera, {}}).by(ada).then({PasswordSet{vera}});
  given(a_team()).when(SetPassword{vera, {}}).by(vera).then({PasswordSet{vera}});
  given(a_team()).when(SetPassword{vera, {}}).by(nina).then_forbidden();
  given(a_team()).when(SetPassword{olga, {}}).by(ada).then_forbidden();
}

TEST(SetPassword, IsRecordedEachTime) {
  given(and_then(a_team(), {PasswordSet{vera}}))
      .when(SetPassword{vera, Revision{2}})
      .then({PasswordSet{vera}});
  given(a_team()).when(SetPassword{vera, Revision{2}}).then_refused(Errc::precondition_failed, "");
}

TEST(SetPassword, ComesWithAUserWhoIsCreatedWithOne) {
  given(a_team())
      .when(CreateUser{profile_of("karl.heinz"), native(Role::viewer), true, true})
      .then({created(fresh_user, "karl.heinz", Role::viewer), PasswordSet{fresh_user}});
}

TEST(SetPassword, NeedsAPresentUser) {
  given(a_team()).when(SetPassword{user_id(77), {}}).then_refused(Errc::not_found, "");
  given(and_then(a_team(), {UserRemoved{vera}}))
      .when(SetPassword{vera, {}})
      .then_refused(Errc::not_found, "");
}

}  // namespace
}  // namespace rolecall::test
