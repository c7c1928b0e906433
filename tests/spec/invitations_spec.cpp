#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const Timestamp soon{now.us + 1'000'000};
const Timestamp later{now.us + 2'000'000};
const Timestamp past{now.us - 1};
const UserId bea = user_id(9);
const std::string bea_mail = "Bea@example.org";

const Events bea_invited =
    and_then(a_team(), {UserInvited{bea, bea_mail, native(Role::analyst), soon}});
const Events bea_expired =
    and_then(a_team(), {UserInvited{bea, bea_mail, native(Role::analyst), past}});
const Events bea_revoked = and_then(bea_invited, {InvitationRevoked{bea}});
const Events bea_joined = and_then(
    bea_invited, {InvitationAccepted{bea},
                  UserCreated{bea, profile_of(bea_mail, bea_mail), native(Role::analyst), true}});

InviteUser invite(std::string email, Role role = Role::analyst) {
  return {std::move(email), native(role), soon};
}
RenewInvitation renew(std::optional<Role> role = {}) {
  return {bea, role ? std::optional(native(*role)) : std::nullopt, later, {}};
}
AcceptInvitation accept(Profile profile = {}) { return {bea, std::move(profile), true}; }

TEST(InviteUser, ReservesTheIdOfTheUserToCome) {
  EXPECT_EQ(given(a_team())
                .when(invite(bea_mail))
                .by(ada)
                .then({UserInvited{fresh_user, bea_mail, native(Role::analyst), soon}})
                .user,
            fresh_user);
}

TEST(InviteUser, IsForAdminsAndOpsUpToTheirOwnRank) {
  given(a_team()).when(invite(bea_mail)).by(nina).then_forbidden();
  given(a_team()).when(invite(bea_mail, Role::ops)).by(ada).then_forbidden("role");
}

TEST(InviteUser, NeedsAnAddressAndAnEndInTheFuture) {
  given(a_team()).when(invite("")).then_refused(Errc::invalid_argument, "email");
  given(a_team()).when(invite("no address")).then_refused(Errc::invalid_argument, "email");
  given(a_team())
      .when(InviteUser{bea_mail, native(Role::viewer), now})
      .then_refused(Errc::invalid_argument, "expires_at");
}

TEST(InviteUser, LeavesOneOpenInvitationPerAddress) {
  given(bea_invited).when(invite("BEA@EXAMPLE.ORG")).then_refused(Errc::already_exists, "email");
  for (const Events& over : {bea_expired, bea_revoked}) {
    given(over)
        .when(invite(bea_mail))
        .then({UserInvited{fresh_user, bea_mail, native(Role::analyst), soon}});
  }
  given(bea_joined).when(invite(bea_mail)).then_refused(Errc::already_exists, "email");
}

InviteUser invite_again(std::string email, Role role = Role::analyst) {
  InviteUser again = invite(std::move(email), role);
  again.again = true;
  return again;
}

TEST(InviteUser, OfADeactivatedUserIsRefused) {
  const Events left = and_then(bea_joined, {UserDeactivated{bea}});
  given(left).when(invite("BEA@example.org")).then_refused(Errc::already_exists, "email");
  given(and_then(bea_expired, {UserCreated{user_id(10), profile_of("bea", bea_mail),
                                           native(Role::viewer), false}}))
      .when(renew())
      .then_refused(Errc::already_exists, "email");
}

TEST(InviteUser, AgainActivatesADeactivatedUserInTheRoleAskedFor) {
  const Events left = and_then(bea_joined, {UserDeactivated{bea}});
  EXPECT_EQ(given(left).when(invite_again("BEA@example.org")).then({UserReactivated{bea}}).user,
            bea);
  given(left)
      .when(invite_again(bea_mail, Role::viewer))
      .by(ada)
      .then({RoleAssigned{bea, native(Role::analyst), native(Role::viewer), {}},
             UserReactivated{bea}});
  given(and_then(left, {UserRemoved{bea}}))
      .when(invite_again(bea_mail))
      .then({UserInvited{fresh_user, bea_mail, native(Role::analyst), soon}});
}

TEST(InviteUser, AgainActivatesOnlyWhomTheActorMayChangeAndWithinTheSeats) {
  const Events left = and_then(bea_joined, {UserDeactivated{bea}});
  given(left).when(invite_again(bea_mail)).by(nina).then_forbidden();
  given(left).when(invite_again(bea_mail, Role::ops)).by(ada).then_forbidden("role");
  given(left).when(invite_again(bea_mail)).with_seats(6).then_refused(Errc::no_seat, "");
  const Events above =
      and_then(a_team(), {UserCreated{bea, profile_of("bea", bea_mail), native(Role::ops), false}});
  given(above).when(invite_again(bea_mail)).by(ada).then_forbidden();
}

TEST(InviteUser, AgainMeansTheUserWhereAnInvitationIsOpenToo) {
  const Events both = and_then(bea_invited, {UserCreated{user_id(10), profile_of("bea", bea_mail),
                                                         native(Role::viewer), false}});
  given(both).when(invite_again(bea_mail, Role::viewer)).then({UserReactivated{user_id(10)}});
}

TEST(InviteUser, AgainRenewsTheOpenInvitation) {
  InviteUser again = invite_again("BEA@EXAMPLE.ORG", Role::viewer);
  given(bea_invited).when(again).then({InvitationRenewed{bea, native(Role::viewer), soon}});
  given(bea_joined).when(again).then_refused(Errc::already_exists, "email");
  again.email = bea_mail;
  given(bea_expired)
      .when(again)
      .then({UserInvited{fresh_user, bea_mail, native(Role::viewer), soon}});
  given(and_then(a_team(), {UserInvited{bea, bea_mail, native(Role::ops), soon}}))
      .when(again)
      .by(ada)
      .then_forbidden();
}

TEST(RenewInvitation, SetsANewEndAndMayChangeTheRole) {
  for (const Events& going : {bea_invited, bea_expired}) {
    given(going).when(renew()).by(ada).then({InvitationRenewed{bea, native(Role::analyst), later}});
    given(going)
        .when(renew(Role::viewer))
        .then({InvitationRenewed{bea, native(Role::viewer), later}});
  }
}

TEST(RenewInvitation, IsForWhoCouldInvite) {
  given(bea_invited).when(renew()).by(nina).then_forbidden();
  given(bea_invited).when(renew(Role::ops)).by(ada).then_forbidden("role");
  given(and_then(a_team(), {UserInvited{bea, bea_mail, native(Role::ops), soon}}))
      .when(renew(Role::viewer))
      .by(ada)
      .then_forbidden();
}

TEST(RenewInvitation, DoesNotOpenWhatHasEnded) {
  given(bea_revoked).when(renew()).then_refused(Errc::conflict, "");
  given(bea_joined).when(renew()).then_refused(Errc::conflict, "");
  given(a_team()).when(renew()).then_refused(Errc::not_found, "");
  given(bea_invited)
      .when(RenewInvitation{bea, {}, now, {}})
      .then_refused(Errc::invalid_argument, "expires_at");
}

TEST(RenewInvitation, LeavesOneOpenInvitationPerAddress) {
  const Events again =
      and_then(bea_expired, {UserInvited{user_id(10), bea_mail, native(Role::viewer), soon}});
  given(again).when(renew()).then_refused(Errc::already_exists, "email");
  const Events created_meanwhile =
      and_then(bea_expired,
               {UserCreated{user_id(10), profile_of("bea", bea_mail), native(Role::viewer), true}});
  given(created_meanwhile).when(renew()).then_refused(Errc::already_exists, "email");
}

TEST(RevokeInvitation, EndsItOnce) {
  given(bea_invited).when(RevokeInvitation{bea, {}}).by(ada).then({InvitationRevoked{bea}});
  given(bea_expired).when(RevokeInvitation{bea, {}}).by(ada).then({InvitationRevoked{bea}});
  given(bea_revoked).when(RevokeInvitation{bea, {}}).then_nothing();
  given(bea_joined).when(RevokeInvitation{bea, {}}).then_refused(Errc::conflict, "");
  given(bea_invited).when(RevokeInvitation{bea, {}}).by(vera).then_forbidden();
  given(a_team()).when(RevokeInvitation{bea, {}}).then_refused(Errc::not_found, "");
}

TEST(AcceptInvitation, CreatesTheUserUnderTheReservedId) {
  EXPECT_EQ(given(bea_invited)
                .when(accept())
                .by(bea)
                .then({InvitationAccepted{bea}, UserCreated{bea, profile_of(bea_mail, bea_mail),
                                                            native(Role::analyst), true}})
                .user,
            bea);
  given(bea_invited)
      .when(accept(profile_of("bea")))
      .by(bea)
      .then({InvitationAccepted{bea},
             UserCreated{bea, profile_of("bea", bea_mail), native(Role::analyst), true}});
}

TEST(AcceptInvitation, WithoutTheTokenIsForWhoCouldInvite) {
  const AcceptInvitation without_token{bea, {}, false};
  given(bea_invited).when(without_token).by(nina).then_forbidden();
  given(bea_invited)
      .when(without_token)
      .by(ada)
      .then({InvitationAccepted{bea},
             UserCreated{bea, profile_of(bea_mail, bea_mail), native(Role::analyst), true}});
}

TEST(AcceptInvitation, HappensOnceAndInTime) {
  given(bea_expired).when(accept()).then_refused(Errc::conflict, "");
  given(bea_revoked).when(accept()).then_refused(Errc::conflict, "");
  given(bea_joined).when(accept()).then_refused(Errc::conflict, "");
  given(a_team()).when(accept()).then_refused(Errc::not_found, "");
}

TEST(AcceptInvitation, NeedsTheNamesFree) {
  given(bea_invited)
      .when(accept(profile_of("VERA.moor")))
      .then_refused(Errc::already_exists, "username");
  given(and_then(bea_invited, {UserCreated{user_id(10), profile_of("b", "bea@EXAMPLE.org"),
                                           native(Role::viewer), true}}))
      .when(accept())
      .then_refused(Errc::already_exists, "email");
}

TEST(AcceptInvitation, KeepsTheRoleOfTheLastRenewal) {
  given(and_then(bea_invited, {InvitationRenewed{bea, native(Role::admin), later}}))
      .when(accept())
      .then({InvitationAccepted{bea},
             UserCreated{bea, profile_of(bea_mail, bea_mail), native(Role::admin), true}});
}

TEST(AcceptInvitation, NeedsAnInviterWhoCouldStillGiveTheRole) {
  const UserInvited as_admin{bea, bea_mail, native(Role::admin), soon};
  const Events joined{InvitationAccepted{bea},
                      UserCreated{bea, profile_of(bea_mail, bea_mail), native(Role::admin), true}};
  const Given invited = given(a_team()).and_by(ada, {as_admin});
  const auto changed = [](Role to, std::optional<Timestamp> until = {}) {
    return Event(RoleAssigned{ada, native(Role::admin), native(to), until});
  };
  invited.when(accept()).by(bea).then(joined);
  invited.and_then({changed(Role::ops)}).when(accept()).by(bea).then(joined);
  for (const Event& loss : {Event(UserRemoved{ada}), Event(UserDeactivated{ada}),
                            changed(Role::viewer), changed(Role::analyst, later)}) {
    const Given lost = invited.and_then({loss});
    lost.when(accept()).by(bea).then_refused(Errc::conflict, "");
    lost.when(AcceptInvitation{bea, {}, false}).by(alf).then(joined);
    // Asked again by somebody else.
    lost.and_by(alf, {InvitationRenewed{bea, native(Role::admin), soon}})
        .when(accept())
        .by(bea)
        .then(joined);
  }
}

TEST(AcceptInvitation, DoesNotAskAgainWhereTheOperatorInvited) {
  given(bea_invited)
      .and_then({UserRemoved{ada}})
      .when(accept())
      .by(bea)
      .then({InvitationAccepted{bea},
             UserCreated{bea, profile_of(bea_mail, bea_mail), native(Role::analyst), true}});
}

TEST(Invitation, ChecksTheExpectedRevision) {
  RenewInvitation stale = renew();
  stale.expected = Revision{2};
  given(bea_invited).when(stale).then_refused(Errc::precondition_failed, "");
  given(bea_invited)
      .when(RevokeInvitation{bea, Revision{2}})
      .then_refused(Errc::precondition_failed, "");
  given(and_then(bea_invited, {InvitationRenewed{bea, native(Role::admin), later}}))
      .when(RevokeInvitation{bea, Revision{2}})
      .then({InvitationRevoked{bea}});
}

}  // namespace
}  // namespace rolecall::test
