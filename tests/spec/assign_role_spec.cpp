#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

AssignRole assign(const UserId& user, Role role, Expected expected = {}) {
  return {user, native(role), expected};
}

RoleAssigned assigned(const UserId& user, Role from, Role to) {
  return {user, native(from), native(to), {}};
}

RoleGrant in(Channel dialect, std::string word, Role role) { return {role, dialect, word}; }

constexpr RoleSet viewers = set_of(Role::viewer);
constexpr RoleSet analysts = set_of(Role::analyst);
constexpr RoleSet admins = set_of(Role::admin);
constexpr RoleSet operators = set_of(Role::ops);

// Asked for in a dialect that shows those ranks by that word, and has no other word for them.
AskedRole asked_in(Channel dialect, std::string word, Role role, RoleSet by_word) {
  return {in(dialect, std::move(word), role), RolesAsShown{by_word, by_word}};
}
// By a word that no rank is shown by, in a dialect that cannot tell that role from those ranks.
AskedRole other_word(Channel dialect, std::string word, Role role, RoleSet alike) {
  return {in(dialect, std::move(word), role), RolesAsShown{0, alike}};
}

// A directory of one user with that role, beside an operator of the highest rank.
Given one_with(const RoleGrant& role) {
  return given({created(olga, "olga.berg", Role::ops),
                UserCreated{nina, profile_of("nina.bach"), role, true}});
}

TEST(AssignRole, RecordsTheRoleItReplaces) {
  const Decision decided = given(a_team())
                               .when(assign(vera, Role::admin))
                               .by(ada)
                               .then({assigned(vera, Role::viewer, Role::admin)});
  EXPECT_EQ(decided.user, vera);
}

TEST(AssignRole, SeesTheRoleTheUserHasByThen) {
  given(and_then(a_team(), {assigned(vera, Role::viewer, Role::analyst)}))
      .when(assign(vera, Role::admin))
      .then({assigned(vera, Role::analyst, Role::admin)});
}

TEST(AssignRole, RecordsNothingForTheRoleAUserHas) {
  EXPECT_EQ(given(a_team()).when(assign(vera, Role::viewer)).by(ada).then_nothing().user, vera);
  one_with(in(Channel::paradime, "DEVELOPER", Role::analyst))
      .when(assign(nina, Role::analyst))
      .then_nothing();
}

TEST(AssignRole, RefusesUnknownAndRemovedUsers) {
  given(a_team()).when(assign(user_id(99), Role::admin)).then_refused(Errc::not_found, "");
  given(and_then(a_team(), {UserRemoved{vera}}))
      .when(assign(vera, Role::admin))
      .then_refused(Errc::not_found, "");
}

TEST(AssignRole, ChecksTheExpectedRevision) {
  given(a_team())
      .when(assign(vera, Role::admin, Revision{1}))
      .then({assigned(vera, Role::viewer, Role::admin)});
  given(a_team())
      .when(assign(vera, Role::admin, Revision{2}))
      .then_refused(Errc::precondition_failed, "");
  given(a_team())
      .when(assign(vera, Role::viewer, Revision{2}))
      .then_refused(Errc::precondition_failed, "");
}

TEST(AssignRole, MayBeOfSeveralRevisionsOrOfAllButSome) {
  const auto under = [](const Expected& expected) {
    return given(a_team()).when(assign(vera, Role::analyst, expected));
  };
  const Events done{assigned(vera, Role::viewer, Role::analyst)};
  under(Expected::among({Revision{7}, Revision{1}})).then(done);
  under(Expected::among({Revision{7}})).then_refused(Errc::precondition_failed, "");
  under(Expected::among({})).then_refused(Errc::precondition_failed, "");
  Expected other;
  other.exclude({Revision{1}});
  under(other).then_refused(Errc::precondition_failed, "");
  other.exclude({Revision{2}});
  under(other).then(done);
}

TEST(AssignRole, IsForAdminsAndOps) {
  given(a_team()).when(assign(vera, Role::analyst)).by(nina).then_forbidden();
  given(a_team()).when(assign(vera, Role::analyst)).by(vera).then_forbidden();
  given(and_then(a_team(), {UserDeactivated{ada}}))
      .when(assign(vera, Role::analyst))
      .by(ada)
      .then_forbidden();
}

TEST(AssignRole, GivesNoRoleAboveOnesOwn) {
  given(a_team()).when(assign(vera, Role::ops)).by(ada).then_forbidden("role");
  given(a_team()).when(assign(alf, Role::ops)).by(ada).then_forbidden("role");
  given(a_team()).when(assign(ada, Role::ops)).by(ada).then_forbidden("role");
  given(a_team())
      .when(assign(vera, Role::ops))
      .by(olga)
      .then({assigned(vera, Role::viewer, Role::ops)});
}

TEST(AssignRole, ChangesNoUserOfAHigherRank) {
  given(a_team()).when(assign(olga, Role::viewer)).by(ada).then_forbidden();
  given(a_team()).when(assign(olga, Role::ops)).by(ada).then_forbidden();
  given(a_team())
      .when(assign(alf, Role::viewer))
      .by(ada)
      .then({assigned(alf, Role::admin, Role::viewer)});
  given(a_team())
      .when(assign(otto, Role::admin))
      .by(olga)
      .then({assigned(otto, Role::ops, Role::admin)});
}

TEST(AssignRole, KnowsNoRankOfTheOperator) {
  given(a_team())
      .when(assign(vera, Role::ops))
      .by(ActorKind::op)
      .then({assigned(vera, Role::viewer, Role::ops)});
  given(a_team())
      .when(assign(olga, Role::viewer))
      .by(ActorKind::op)
      .then({assigned(olga, Role::ops, Role::viewer)});
}

TEST(AssignRole, LeavesAnActiveUserOfTheTopRank) {
  const Events otto_left = and_then(a_team(), {assigned(otto, Role::ops, Role::viewer)});
  given(otto_left).when(assign(olga, Role::admin)).by(olga).then_refused(Errc::conflict, "");
  given(otto_left)
      .when(assign(olga, Role::admin))
      .by(ActorKind::op)
      .then_refused(Errc::conflict, "");
  given(and_then(a_team(), {UserDeactivated{otto}}))
      .when(assign(olga, Role::viewer))
      .by(ActorKind::op)
      .then_refused(Errc::conflict, "");
  given(and_then(a_team(), {UserRemoved{otto}}))
      .when(assign(olga, Role::viewer))
      .by(ActorKind::op)
      .then_refused(Errc::conflict, "");
}

TEST(AssignRole, DemotesADeactivatedUserOfTheTopRank) {
  given(and_then(a_team(), {UserDeactivated{otto}}))
      .when(assign(otto, Role::viewer))
      .by(olga)
      .then({assigned(otto, Role::ops, Role::viewer)});
}

TEST(AssignRole, CountsWhoHasTheTopRankByThen) {
  const Events vera_rose = and_then(
      a_team(), {assigned(otto, Role::ops, Role::viewer), assigned(vera, Role::viewer, Role::ops)});
  given(vera_rose).when(assign(olga, Role::admin)).then({assigned(olga, Role::ops, Role::admin)});
}

TEST(AssignRole, LeavesThoseWhoHaveAnotherRoleThanItIsMeantFor) {
  AssignRole grant{nina, native(Role::admin), {}};
  grant.only_from = set_of(Role::viewer) | set_of(Role::analyst);
  one_with(native(Role::viewer)).when(grant).then({assigned(nina, Role::viewer, Role::admin)});
  one_with(native(Role::ops)).when(grant).then_nothing();
  grant.only_from = 0;
  one_with(native(Role::viewer)).when(grant).then_nothing();
}

TEST(AssignRole, KeepsTheWordOfTheDialect) {
  const RoleGrant publisher = in(Channel::posit_connect, "publisher", Role::analyst);
  one_with(native(Role::viewer))
      .when(AssignRole{nina, publisher, {}})
      .then({RoleAssigned{nina, native(Role::viewer), publisher, {}}});
}

TEST(AssignRole, RecordsNothingWhereTheDialectAlreadyShowsTheWord) {
  const RoleGrant billing_admin = in(Channel::paradime, "BILLING_ADMIN", Role::analyst);
  const RoleGrant administrator = in(Channel::posit_connect, "administrator", Role::admin);
  struct {
    RoleGrant has;
    AskedRole asked;
  } const rows[] = {
      {billing_admin, asked_in(Channel::posit_connect, "publisher", Role::analyst, analysts)},
      {billing_admin, other_word(Channel::paradime, "BILLING_ADMIN", Role::analyst, analysts)},
      {native(Role::viewer),
       asked_in(Channel::graph_olap, "analyst", Role::analyst, viewers | analysts)},
      {native(Role::viewer), asked_in(Channel::paradime, "BUSINESS", Role::viewer, viewers)},
      {native(Role::ops),
       asked_in(Channel::posit_connect, "administrator", Role::admin, admins | operators)},
      {native(Role::ops), asked_in(Channel::paradime, "ADMIN", Role::admin, admins | operators)},
      {native(Role::ops), asked_in(Channel::graph_olap, "ops", Role::ops, operators)},
      {native(Role::admin), asked_in(Channel::wallaroo, "admin", Role::admin, admins)},
      {native(Role::viewer), asked_in(Channel::wallaroo, "", Role::analyst, viewers | analysts)},
      {administrator, native(Role::admin)},
  };
  for (const auto& row : rows) {
    one_with(row.has).when(AssignRole{nina, row.asked, {}}).then_nothing();
  }
}

TEST(AssignRole, RecordsAnotherWordOfTheSameRank) {
  struct {
    RoleGrant has;
    AskedRole asked;
  } const rows[] = {
      {in(Channel::paradime, "BILLING_ADMIN", Role::analyst),
       asked_in(Channel::paradime, "DEVELOPER", Role::analyst, analysts)},
      {in(Channel::paradime, "SANDBOX_USER", Role::viewer),
       asked_in(Channel::paradime, "BUSINESS", Role::viewer, viewers)},
      {native(Role::analyst),
       other_word(Channel::paradime, "SECURITY_ADMIN", Role::analyst, analysts)},
  };
  for (const auto& row : rows) {
    one_with(row.has)
        .when(AssignRole{nina, row.asked, {}})
        .then({RoleAssigned{nina, row.has, row.asked.grant, {}}});
  }
}

TEST(AssignRole, KeepsOpsWhereTheDialectCannotTellThemFromAdmins) {
  const AskedRole asked =
      other_word(Channel::paradime, "WORKSPACE_ADMIN", Role::admin, admins | operators);
  const RoleGrant kept = in(Channel::paradime, "WORKSPACE_ADMIN", Role::ops);
  one_with(native(Role::ops))
      .when(AssignRole{nina, asked, {}})
      .then({RoleAssigned{nina, native(Role::ops), kept, {}}});
  given({created(olga, "olga.berg", Role::ops)})
      .when(AssignRole{olga, asked, {}})
      .then({RoleAssigned{olga, native(Role::ops), kept, {}}});
}

TEST(AssignRole, DemotesOpsWhereTheDialectCanTellThemFromAdmins) {
  for (const AskedRole& asked : {AskedRole(native(Role::admin)),
                                 asked_in(Channel::graph_olap, "admin", Role::admin, admins)}) {
    one_with(native(Role::ops))
        .when(AssignRole{nina, asked, {}})
        .then({RoleAssigned{nina, native(Role::ops), asked.grant, {}}});
  }
}

TEST(AssignRole, LimitsTheWordOfARole) {
  const RoleGrant longest = in(Channel::paradime, std::string(64, 'x'), Role::analyst);
  const RoleGrant longer = in(Channel::paradime, std::string(65, 'x'), Role::analyst);
  one_with(native(Role::viewer))
      .when(AssignRole{nina, longest, {}})
      .then({RoleAssigned{nina, native(Role::viewer), longest, {}}});
  one_with(native(Role::viewer))
      .when(AssignRole{nina, longer, {}})
      .then_refused(Errc::invalid_argument, "role");
}

}  // namespace
}  // namespace rolecall::test
