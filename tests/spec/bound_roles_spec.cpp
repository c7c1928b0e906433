// Roles that are given until a moment.
#include <array>

#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const Timestamp soon{now.us + 1'000'000};
const Timestamp later{now.us + 2'000'000};

AssignRole assign(const UserId& user, Role role, std::optional<Timestamp> until = {}) {
  return {user, native(role), {}, until};
}
RoleAssigned assigned(const UserId& user, Role from, Role to, std::optional<Timestamp> until = {}) {
  return {user, native(from), native(to), until};
}
// Given at position 7, behind the team.
const Events vera_is_admin_for_now =
    and_then(a_team(), {assigned(vera, Role::viewer, Role::admin, soon)});
constexpr Position granted{7};

TEST(BoundRole, IsGivenUntilAMomentInTheFuture) {
  given(a_team())
      .when(assign(vera, Role::admin, soon))
      .by(ada)
      .then({assigned(vera, Role::viewer, Role::admin, soon)});
  given(a_team())
      .when(assign(vera, Role::admin, now))
      .then_refused(Errc::invalid_argument, "valid_until");
}

TEST(BoundRole, ChangesItsEndOrBecomesLasting) {
  given(vera_is_admin_for_now).when(assign(vera, Role::admin, soon)).then_nothing();
  given(vera_is_admin_for_now)
      .when(assign(vera, Role::admin, later))
      .then({assigned(vera, Role::admin, Role::admin, later)});
  given(vera_is_admin_for_now)
      .when(assign(vera, Role::admin))
      .then({assigned(vera, Role::admin, Role::admin)});
}

TEST(BoundRole, IsLeftAloneByDialectsThatCannotTellItsEnd) {
  constexpr RoleSet admins = set_of(Role::admin) | set_of(Role::ops);
  const RoleGrant admin{Role::admin, Channel::paradime, "ADMIN"};
  const AssignRole echo{vera, {admin, RolesAsShown{admins, admins}}, {}};
  given(vera_is_admin_for_now).when(echo).then_nothing();
}

TEST(BoundRole, RunsOutToTheLastLastingRole) {
  given(vera_is_admin_for_now)
      .when(ExpireRole{vera, granted, soon})
      .by(ActorKind::system)
      .at(soon)
      .then({RoleExpired{vera, native(Role::admin), native(Role::viewer), granted}});
  given(and_then(vera_is_admin_for_now, {assigned(vera, Role::admin, Role::ops, later)}))
      .when(ExpireRole{vera, Position{8}, later})
      .by(ActorKind::system)
      .at(later)
      .then({RoleExpired{vera, native(Role::ops), native(Role::viewer), Position{8}}});
}

TEST(BoundRole, RunsOutForDeactivatedAndRemovedUsersToo) {
  for (const Event& gone : {Event(UserDeactivated{vera}), Event(UserRemoved{vera})}) {
    given(and_then(vera_is_admin_for_now, {gone}))
        .when(ExpireRole{vera, granted, soon})
        .by(ActorKind::system)
        .at(soon)
        .then({RoleExpired{vera, native(Role::admin), native(Role::viewer), granted}});
  }
}

TEST(BoundRole, DoesNotRunOutBeforeItsTimeNorTwiceNorWhenItWasReplaced) {
  const ExpireRole expire{vera, granted, soon};
  given(vera_is_admin_for_now).when(expire).by(ActorKind::system).then_nothing();
  given(and_then(vera_is_admin_for_now,
                 {RoleExpired{vera, native(Role::admin), native(Role::viewer), granted}}))
      .when(expire)
      .by(ActorKind::system)
      .at(soon)
      .then_nothing();
  given(and_then(vera_is_admin_for_now, {assigned(vera, Role::admin, Role::analyst)}))
      .when(expire)
      .by(ActorKind::system)
      .at(soon)
      .then_nothing();
  given(and_then(vera_is_admin_for_now, {UserRemoved{vera}, UserErased{vera}}))
      .when(expire)
      .by(ActorKind::system)
      .at(soon)
      .then_nothing();
}

TEST(BoundRole, DoesNotMakeALastingTopRankedUser) {
  const Events otto_until_soon = and_then(a_team(), {assigned(otto, Role::ops, Role::ops, soon)});
  given(otto_until_soon).when(assign(olga, Role::admin)).then_refused(Errc::conflict, "");
  given(otto_until_soon).when(assign(olga, Role::ops, soon)).then_refused(Errc::conflict, "");
  given(otto_until_soon).when(DeactivateUser{olga, {}}).then_refused(Errc::conflict, "");
  given(otto_until_soon).when(RemoveUser{olga, {}}).then_refused(Errc::conflict, "");
  given(otto_until_soon).when(DeactivateUser{otto, {}}).then({UserDeactivated{otto}});
}

// Otto is an operator, who is a viewer for now.
const Events otto_is_viewer_for_now =
    and_then(a_team(), {assigned(otto, Role::ops, Role::viewer, soon)});

TEST(BoundRole, OfALowerRankLeavesTheUserOutOfReachOfLowerRanks) {
  const Given team = given(otto_is_viewer_for_now);
  const IssueApiKey key{otto, key_id(1), Capability::manage, {}};
  const std::array<Command, 9> attempts{assign(otto, Role::viewer),
                                        assign(otto, Role::viewer, later),
                                        DeactivateUser{otto, {}},
                                        ActivateUser{otto, {}},
                                        RemoveUser{otto, {}},
                                        SetPassword{otto, {}},
                                        Command(key),
                                        ChangeProfile{otto, {}, {}},
                                        UpdateUser{otto, {}, {}, {}, {}}};
  for (const Command& attempt : attempts) team.when(attempt).by(ada).then_forbidden();
  team.when(key).by(olga).then({ApiKeyIssued{otto, key_id(1), Capability::manage, {}}});
  given(and_then(otto_is_viewer_for_now, {ApiKeyIssued{otto, key_id(1), Capability::read, {}}}))
      .when(RevokeApiKey{key_id(1)})
      .by(ada)
      .then_forbidden();
  given(and_then(otto_is_viewer_for_now, {UserRemoved{otto}}))
      .when(RestoreUser{otto, {}})
      .by(ada)
      .then_forbidden();
}

TEST(BoundRole, OfALowerRankTakesTheRightsMeanwhile) {
  given(otto_is_viewer_for_now).when(assign(vera, Role::analyst)).by(otto).then_forbidden();
}

TEST(BoundRole, OfAHigherRankIsOutOfReachOfLowerRanksMeanwhile) {
  given(and_then(a_team(), {assigned(vera, Role::viewer, Role::ops, soon)}))
      .when(DeactivateUser{vera, {}})
      .by(ada)
      .then_forbidden();
}

TEST(BoundRole, OfALowerRankIsNoOperatorWhileItLasts) {
  given(otto_is_viewer_for_now).when(DeactivateUser{olga, {}}).then_refused(Errc::conflict, "");
  given(otto_is_viewer_for_now)
      .when(assign(olga, Role::viewer, soon))
      .then_refused(Errc::conflict, "");
  given(otto_is_viewer_for_now)
      .when(assign(otto, Role::viewer))
      .by(olga)
      .then({assigned(otto, Role::viewer, Role::viewer)});
}

// A history may leave nobody else.
TEST(BoundRole, OfALowerRankIsNotTheEndOfTheLastOperator) {
  const Given lent =
      given_history({created(otto, "otto.thal", Role::ops), created(vera, "vera.moor"),
                     assigned(otto, Role::ops, Role::viewer, soon)});
  lent.when(assign(otto, Role::viewer)).then_refused(Errc::conflict, "");
  lent.when(DeactivateUser{otto, {}}).by(otto).then_refused(Errc::conflict, "");
  lent.when(RemoveUser{otto, {}}).then_refused(Errc::conflict, "");
  lent.when(assign(otto, Role::ops)).then({assigned(otto, Role::viewer, Role::ops)});
}

TEST(BoundRole, OfALowerRankIsTakenByNoDialectForTheRankItself) {
  constexpr RoleSet admins = set_of(Role::admin) | set_of(Role::ops);
  const AskedRole asked{{Role::admin, Channel::posit_connect, "administrator"},
                        RolesAsShown{admins, admins}};
  const RoleGrant kept{Role::ops, Channel::posit_connect, "administrator"};
  given(otto_is_viewer_for_now)
      .when(AssignRole{otto, asked, {}})
      .then({RoleAssigned{otto, native(Role::viewer), kept, {}}});
  AssignRole upwards{otto, native(Role::admin), {}};
  upwards.only_from = set_of(Role::viewer) | set_of(Role::analyst);
  given(otto_is_viewer_for_now).when(upwards).then_nothing();
}

TEST(BoundRole, GivesItsRightsWhileItIsValid) {
  given(vera_is_admin_for_now)
      .when(DeactivateUser{nina, {}})
      .by(vera)
      .then({UserDeactivated{nina}});
  given(vera_is_admin_for_now).when(assign(nina, Role::ops)).by(vera).then_forbidden("role");
}

}  // namespace
}  // namespace rolecall::test
