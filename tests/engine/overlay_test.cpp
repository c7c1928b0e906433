// What the overlay says of pending events is what the state will say of them once they are stored.
#include "engine/state/overlay.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/random_history.hpp"

namespace rolecall::test {
namespace {

// The first events of a history are in the state, the others in the overlay.
struct Pending {
  RandomHistory history{*rc::gen::resize(200, rc::gen::arbitrary<std::vector<std::uint32_t>>())};
  const NaiveState& model = history.models.back();
  State state;
  std::optional<Overlay> overlay;

  Pending() {
    const std::size_t stored = *rc::gen::inRange<std::size_t>(0, history.events.size() + 1);
    for (std::size_t i = 0; i < stored; ++i) RC_ASSERT(state.apply(history.events[i]).has_value());
    state.publish();
    overlay.emplace(state);
    for (std::size_t i = stored; i < history.events.size(); ++i) {
      const Overlay::Stamp stamp = overlay->evolve(history.events[i]);
      RC_ASSERT(stamp.revision == history.events[i].revision);
      const auto user_no = history.models[i + 1].user_no(user_of(history.events[i].event));
      RC_ASSERT(number(stamp.user_no) == user_no.value_or(0));
    }
  }
};

RC_GTEST_PROP(Overlay, KnowsUsersAsTheModelDoes, ()) {
  const Pending pending;
  const Overlay& overlay = *pending.overlay;
  for (const NaiveState::User& wanted : pending.model.users) {
    const auto user = overlay.any_user(wanted.id);
    RC_ASSERT(overlay.is_user(wanted.id));
    RC_ASSERT(overlay.user(wanted.id).has_value() == is_present(wanted.status));
    RC_ASSERT(user->role == wanted.role);
    RC_ASSERT(user->bound.has_value() == wanted.bound.has_value());
    if (user->bound) {
      RC_ASSERT(user->bound->granted_at == wanted.bound->granted_at);
      RC_ASSERT(user->bound->valid_until == wanted.bound->valid_until);
      RC_ASSERT(user->bound->fallback == wanted.bound->fallback);
    }
    RC_ASSERT(user->status == wanted.status);
    RC_ASSERT(overlay.status_before_removal(wanted.id) == wanted.last_present);
    RC_ASSERT(number(user->revision) == wanted.revision);
    RC_ASSERT(overlay.profile(*user) == wanted.profile);
  }
  RC_ASSERT(overlay.lasting_top() == pending.model.count_users([](const NaiveState::User& user) {
    return user.is_lasting_top();
  }));
  RC_ASSERT(overlay.active_users() == pending.model.count_users([](const NaiveState::User& user) {
    return user.status == Status::active;
  }));
  RC_ASSERT(overlay.ever_had_user() == !pending.model.users.empty());
}

RC_GTEST_PROP(Overlay, KnowsInvitationsAsTheModelDoes, ()) {
  const Pending pending;
  const Overlay& overlay = *pending.overlay;
  const NaiveState& model = pending.model;
  const Timestamp now = time_of(Position{model.position});
  for (const NaiveState::Invitation& wanted : model.invitations) {
    const auto invitation = overlay.invitation(wanted.id, now);
    RC_ASSERT(invitation.has_value());
    RC_ASSERT(invitation->email == wanted.email);
    RC_ASSERT(invitation->role == wanted.role);
    RC_ASSERT(invitation->status == wanted.status_at(now));
    RC_ASSERT(invitation->expires_at == wanted.expires_at);
    RC_ASSERT(number(invitation->revision) == wanted.revision);
    const std::string key = canonical_key(wanted.email);
    const auto open = overlay.open_invitation(key, now);
    const auto expected = model.open_invitation(key, now);
    RC_ASSERT(open.has_value() == expected.has_value());
    if (open) RC_ASSERT(open->id == model.invitations[*expected].id);
  }
}

RC_GTEST_PROP(Overlay, KnowsNamesAsTheModelDoes, ()) {
  const Pending pending;
  const Overlay& overlay = *pending.overlay;
  const NaiveState& model = pending.model;
  const auto expect_user = [&](const std::optional<UserNow>& found,
                               std::optional<std::size_t> wanted) {
    RC_ASSERT(found.has_value() == wanted.has_value());
    if (found) RC_ASSERT(found->id == model.users[*wanted].id);
  };
  for (std::uint32_t choice = 0; choice < 1000; ++choice) {
    const std::string name = canonical_key(pool_name(choice));
    expect_user(overlay.user_named(name), model.holder(&Profile::username, name));
    expect_user(overlay.user(Username{pool_name(choice)}), model.holder(&Profile::username, name));
    const std::string email = canonical_key(pool_email(choice));
    const auto holders = model.holders(&Profile::email, email);
    const auto found = overlay.users_with_email(email);
    RC_ASSERT(found.size() == std::min<std::size_t>(holders.size(), 2));
    for (const UserNow& one : found) {
      RC_ASSERT(std::ranges::count(holders, *model.user_no(one.id)) == 1);
    }
    const auto group = overlay.group_named(name);
    const auto wanted = model.group_named(name);
    RC_ASSERT(group.has_value() == wanted.has_value());
    if (group) RC_ASSERT(group->id == model.groups[*wanted].id);
    RC_ASSERT(overlay.named_actor(name) == model.actor_named(name));
  }
}

RC_GTEST_PROP(Overlay, KnowsGroupsMembersAndKeysAsTheModelDoes, ()) {
  const Pending pending;
  const Overlay& overlay = *pending.overlay;
  for (const NaiveState::Group& wanted : pending.model.groups) {
    const auto group = overlay.group(wanted.id);
    RC_ASSERT(group.has_value() == wanted.alive);
    if (!group) continue;
    RC_ASSERT(group->name == wanted.name);
    RC_ASSERT(number(group->revision) == wanted.revision);
    std::vector<UserId> owners;
    for (const auto& [user, role] : wanted.members) {
      if (role == MemberRole::owner) owners.push_back(pending.model.users[user].id);
    }
    std::sort(owners.begin(), owners.end());
    RC_ASSERT(overlay.owners(wanted.id) == owners);
    for (std::size_t i = 0; i < pending.model.users.size(); ++i) {
      const auto member = wanted.members.find(i);
      const auto role = overlay.member_role(wanted.id, pending.model.users[i].id);
      RC_ASSERT(role.has_value() == (member != wanted.members.end()));
      if (role) RC_ASSERT(*role == member->second);
    }
  }
  for (std::size_t i = 0; i < pending.model.users.size(); ++i) {
    std::map<GroupId, MemberRole> expected;
    for (const NaiveState::Group& group : pending.model.groups) {
      const auto member = group.members.find(i);
      if (group.alive && member != group.members.end()) expected[group.id] = member->second;
    }
    const auto found = overlay.memberships(pending.model.users[i].id);
    RC_ASSERT(found.size() == expected.size());
    RC_ASSERT(std::map(found.begin(), found.end()) == expected);
  }
  for (const NaiveState::Key& wanted : pending.model.keys) {
    RC_ASSERT(overlay.api_key(wanted.id)->owner == wanted.owner);
    RC_ASSERT(overlay.api_key(wanted.id)->revoked == wanted.revoked);
  }
}

TEST(Overlay, KnowsTheTimeOfTheLastEvent) {
  State state;
  Overlay overlay(state);
  EXPECT_EQ(overlay.last_time(), Timestamp{});
  Recorded recorded;
  recorded.time = Timestamp{5};
  recorded.event = created(vera, "vera.moor");
  overlay.evolve(recorded);
  EXPECT_EQ(overlay.last_time(), Timestamp{5});
  recorded.position = Position{1};
  ASSERT_TRUE(state.apply(recorded));
  EXPECT_EQ(Overlay(state).last_time(), Timestamp{5});
}

TEST(Overlay, KnowsTheKeysOfStoredAndPendingPeople) {
  State state;
  Recorded recorded;
  recorded.position = Position{1};
  recorded.key = KeyNo{8};
  recorded.event = created(vera, "vera.moor");
  ASSERT_TRUE(state.apply(recorded));
  recorded.position = Position{2};
  recorded.key = KeyNo{9};
  recorded.event = ActorNamed{nina, "nina.bach"};
  ASSERT_TRUE(state.apply(recorded));
  recorded.position = Position{3};
  recorded.key = KeyNo{11};
  recorded.event = UserInvited{otto, "otto@acme.io", native(Role::viewer), Timestamp{9}};
  ASSERT_TRUE(state.apply(recorded));
  Overlay overlay(state);
  overlay.set_key(ada, KeyNo{10});
  EXPECT_EQ(overlay.key_of(vera), KeyNo{8});
  EXPECT_EQ(overlay.key_of(nina), KeyNo{9});
  EXPECT_EQ(overlay.key_of(ada), KeyNo{10});
  EXPECT_EQ(overlay.key_of(otto), KeyNo{11});
  EXPECT_EQ(overlay.key_of(olga), KeyNo{0});
}

}  // namespace
}  // namespace rolecall::test
