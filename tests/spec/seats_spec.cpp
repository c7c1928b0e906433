// A limit of active users.
#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const Events vera_off = and_then(a_team(), {UserDeactivated{vera}});  // five of six are active
const CreateUser create_bea{profile_of("bea"), native(Role::viewer), true};

TEST(Seats, AreTakenByActiveUsersOnly) {
  given(vera_off).when(create_bea).with_seats(5).then_refused(Errc::no_seat, "");
  given(vera_off).when(create_bea).with_seats(6).then({created(fresh_user, "bea", Role::viewer)});
  CreateUser inactive = create_bea;
  inactive.active = false;
  given(vera_off).when(inactive).with_seats(5).then(
      {UserCreated{fresh_user, profile_of("bea"), native(Role::viewer), false}});
}

TEST(Seats, AreNeededToActivateAndToRestoreAnActiveUser) {
  given(vera_off).when(ActivateUser{vera, {}}).with_seats(5).then_refused(Errc::no_seat, "");
  given(vera_off).when(ActivateUser{vera, {}}).with_seats(6).then({UserReactivated{vera}});
  const Events nina_gone = and_then(a_team(), {UserRemoved{nina}});
  given(nina_gone).when(RestoreUser{nina, {}}).with_seats(5).then_refused(Errc::no_seat, "");
  given(nina_gone).when(RestoreUser{nina, {}}).with_seats(6).then({UserRestored{nina}});
  const Events vera_gone = and_then(vera_off, {UserRemoved{vera}});
  given(vera_gone).when(RestoreUser{vera, {}}).with_seats(5).then({UserRestored{vera}});
}

TEST(Seats, AreNeededToAcceptAnInvitationButNotToInvite) {
  const UserInvited invited{
      user_id(9), "bea@example.org", native(Role::viewer), {now.us + 1'000'000}};
  given(a_team())
      .when(InviteUser{invited.email, invited.role, invited.expires_at})
      .with_seats(6)
      .then({UserInvited{fresh_user, invited.email, invited.role, invited.expires_at}});
  given(and_then(a_team(), {invited}))
      .when(AcceptInvitation{invited.user, {}, true})
      .with_seats(6)
      .then_refused(Errc::no_seat, "");
}

TEST(Seats, DoNotStopWhatFreesThem) {
  given(a_team()).when(DeactivateUser{vera, {}}).with_seats(3).then({UserDeactivated{vera}});
  given(a_team()).when(RemoveUser{vera, {}}).with_seats(3).then({UserRemoved{vera}});
}

TEST(Seats, DoNotBindImportedHistory) {
  given_history({created(olga, "olga", Role::ops)})
      .when(create_bea)
      .imported("olga")
      .with_seats(1)
      .then({created(fresh_user, "bea", Role::viewer)});
}

}  // namespace
}  // namespace rolecall::test
