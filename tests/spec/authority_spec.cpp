// What a credential can do that somebody else has made, and may have kept.
#include <vector>

#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

const CredentialId kept = key_id(1);
const CredentialId another = key_id(2);

ApiKeyIssued key_for(const UserId& owner, const CredentialId& key = kept) {
  return {owner, key, Capability::manage, {}};
}
Event now_is(const UserId& user, Role from, Role to) {
  return RoleAssigned{user, native(from), native(to), {}};
}
AssignRole make(const UserId& user, Role role) { return {user, native(role), {}}; }
const Event vera_is_ops = now_is(vera, Role::viewer, Role::ops);
const RoleAssigned nina_as_admin{nina, native(Role::analyst), native(Role::admin), {}};
const RoleAssigned nina_as_ops{nina, native(Role::analyst), native(Role::ops), {}};

// Vera is an operator; what she comes with can do no more than an admin.
void expect_admin_at_most(const When& when_ops, const When& when_admin) {
  when_ops.then_forbidden("role");
  when_admin.then({nina_as_admin});
}

TEST(ApiKey, DoesNoMoreThanWhoGaveItCouldThen) {
  const Given kept_by_ada = given(a_team()).and_by(ada, {key_for(vera)});
  kept_by_ada.when(make(nina, Role::admin)).by(vera).with(kept).then_forbidden();
  const Given promoted = kept_by_ada.and_then({vera_is_ops});
  expect_admin_at_most(promoted.when(make(nina, Role::ops)).by(vera).with(kept),
                       promoted.when(make(nina, Role::admin)).by(vera).with(kept));
  promoted.when(RemoveUser{olga, {}}).by(vera).with(kept).then_forbidden();
  promoted.when(make(ada, Role::ops)).by(vera).with(kept).then_forbidden("role");
  // What becomes of the giver later makes it neither more nor less.
  for (const Event& later : {now_is(ada, Role::admin, Role::ops), Event(UserRemoved{ada})}) {
    const Given then = promoted.and_then({later});
    expect_admin_at_most(then.when(make(nina, Role::ops)).by(vera).with(kept),
                         then.when(make(nina, Role::admin)).by(vera).with(kept));
  }
}

TEST(ApiKey, DoesAllThatItsOwnerMayWhereTheOperatorOrTheOwnerGaveIt) {
  given(and_then(a_team(), {key_for(vera), vera_is_ops}))
      .when(make(nina, Role::ops))
      .by(vera)
      .with(kept)
      .then({nina_as_ops});
  given(a_team())
      .and_by(ada, {key_for(ada)})
      .and_then({now_is(ada, Role::admin, Role::ops)})
      .when(make(nina, Role::ops))
      .by(ada)
      .with(kept)
      .then({nina_as_ops});
  given_history(and_then(a_team(), {key_for(vera), vera_is_ops}))
      .when(make(nina, Role::ops))
      .by(vera)
      .with(kept)
      .then({nina_as_ops});
}

TEST(ApiKey, DoesNoMoreThanItsOwnerMayNow) {
  given(a_team())
      .and_by(olga, {key_for(ada)})
      .and_then({now_is(ada, Role::admin, Role::viewer)})
      .when(make(nina, Role::admin))
      .by(ada)
      .with(kept)
      .then_forbidden();
}

TEST(ApiKey, GivesNoOtherThatDoesMoreThanItself) {
  const Given alf_is_ops = given(a_team())
                               .and_by(ada, {key_for(alf)})
                               .and_by(alf, {key_for(alf, another), PasswordSet{alf}}, kept)
                               .and_then({now_is(alf, Role::admin, Role::ops)});
  expect_admin_at_most(alf_is_ops.when(make(nina, Role::ops)).by(alf).with(another),
                       alf_is_ops.when(make(nina, Role::admin)).by(alf).with(another));
  expect_admin_at_most(alf_is_ops.when(make(nina, Role::ops)).by(alf).through(Channel::wallaroo),
                       alf_is_ops.when(make(nina, Role::admin)).by(alf).through(Channel::wallaroo));
}

// Every kind of command, towards users of each rank.
std::vector<Command> attempts() {
  std::vector<Command> all{CreateUser{profile_of("karl"), native(Role::ops), true},
                           CreateUser{profile_of("karl"), native(Role::admin), true},
                           InviteUser{"bea@x.org", native(Role::ops), {now.us + 1}},
                           InviteUser{"bea@x.org", native(Role::admin), {now.us + 1}},
                           CreateGroup{"choir"}};
  for (const UserId& user : {olga, alf, nina, vera}) {
    for (const Role role : {Role::viewer, Role::analyst, Role::admin, Role::ops}) {
      all.emplace_back(make(user, role));
      all.emplace_back(UpdateUser{user, {}, native(role), true, {}});
    }
    all.emplace_back(ChangeProfile{user, {.username = "other"}, {}});
    all.emplace_back(DeactivateUser{user, {}});
    all.emplace_back(ActivateUser{user, {}});
    all.emplace_back(RemoveUser{user, {}});
    all.emplace_back(SetPassword{user, {}});
    all.emplace_back(IssueApiKey{user, another, Capability::manage, {}});
  }
  return all;
}

TEST(ApiKey, OfAnOperatorThatAnAdminGaveDoesWhatAnAdminDoes) {
  const Past past = given(and_then(a_team(), {created(fresh_actor, "gus", Role::viewer)}))
                        .and_by(ada, {key_for(fresh_actor)})
                        .and_then({now_is(fresh_actor, Role::viewer, Role::ops)})
                        .past();
  const DirectoryWithPast directory(past, past.size());
  for (const Command& command : attempts()) {
    DecisionContext context;
    context.time = context.now = now;
    context.fresh_id = fresh_user;
    context.actor = {ActorKind::user, ada, {}};
    const auto by_an_admin = decide(directory.overlay(), context, command);
    context.actor = {ActorKind::user, fresh_actor, kept};
    const auto by_the_key = decide(directory.overlay(), context, command);
    ASSERT_EQ(by_the_key.has_value(), by_an_admin.has_value()) << command.index();
    if (by_the_key) {
      EXPECT_TRUE(by_the_key->events == by_an_admin->events) << command.index();
    } else {
      EXPECT_EQ(by_the_key.error().code, by_an_admin.error().code) << command.index();
    }
  }
}

TEST(ApiKey, ThatTheDirectoryDoesNotKnowDoesNothing) {
  given(a_team()).when(make(nina, Role::admin)).by(olga).with(kept).then_forbidden();
}

TEST(Password, DoesNoMoreThanWhoSetItCouldThen) {
  const Given set_by_ada = given(a_team()).and_by(ada, {PasswordSet{vera}}).and_then({vera_is_ops});
  expect_admin_at_most(
      set_by_ada.when(make(nina, Role::ops)).by(vera).through(Channel::wallaroo),
      set_by_ada.when(make(nina, Role::admin)).by(vera).through(Channel::wallaroo));
  // The proxy that Graph OLAP trusts has asked for no password of this directory.
  set_by_ada.when(make(nina, Role::ops)).by(vera).through(Channel::graph_olap).then({nina_as_ops});
  // One of her own, set with a key that is bounded by nobody.
  set_by_ada.and_then({key_for(vera, another)})
      .and_by(vera, {PasswordSet{vera}}, another)
      .when(make(nina, Role::ops))
      .by(vera)
      .through(Channel::wallaroo)
      .then({nina_as_ops});
  // Ada, who knows the password, may have set this one by it.
  const Given set_by_it = set_by_ada.and_by(vera, {PasswordSet{vera}}, {}, Channel::wallaroo);
  expect_admin_at_most(set_by_it.when(make(nina, Role::ops)).by(vera).through(Channel::wallaroo),
                       set_by_it.when(make(nina, Role::admin)).by(vera).through(Channel::wallaroo));
}

TEST(Password, OfAUserWhoIsCreatedWithOneIsBoundedToo) {
  const Given with_one =
      given(a_team())
          .and_by(ada, {created(fresh_user, "karl.heinz", Role::viewer), PasswordSet{fresh_user}})
          .and_then({now_is(fresh_user, Role::viewer, Role::ops)});
  expect_admin_at_most(
      with_one.when(make(nina, Role::ops)).by(fresh_user).through(Channel::wallaroo),
      with_one.when(make(nina, Role::admin)).by(fresh_user).through(Channel::wallaroo));
}

TEST(Password, GoesWithTheUserWhoIsRemoved) {
  given(and_then(a_team(), {PasswordSet{ada}, UserRemoved{ada}, UserRestored{ada}}))
      .when(make(nina, Role::admin))
      .by(ada)
      .through(Channel::wallaroo)
      .then_forbidden();
}

}  // namespace
}  // namespace rolecall::test
