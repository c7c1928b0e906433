// The smaller parts of the state: words of roles, named actors, API keys, groups' lists.
#include <gtest/gtest.h>

#include "engine/state/actor_names.hpp"
#include "engine/state/api_keys.hpp"
#include "engine/state/groups.hpp"
#include "engine/state/interned_words.hpp"
#include "tests/support/people.hpp"

namespace rolecall::test {
namespace {

TEST(InternedWords, KeepEachWordOncePerDialect) {
  InternedWords words;
  const RoleGrant publisher{Role::analyst, Channel::posit_connect, "publisher"};
  const WordNo number = words.number_of(publisher);
  EXPECT_EQ(words.number_of({Role::ops, Channel::posit_connect, "publisher"}), number);
  EXPECT_NE(words.number_of({Role::analyst, Channel::paradime, "publisher"}), number);
  EXPECT_EQ(words.grant(Role::analyst, number), publisher);
}

TEST(InternedWords, BeginWithTheRolesOwnWordNatively) {
  InternedWords words;
  EXPECT_EQ(words.number_of(native(Role::ops)), WordNo{0});
  EXPECT_EQ(words.grant(Role::admin, WordNo{0}), native(Role::admin));
}

TEST(InternedWords, KeepWordsUpToTheLimit) {
  InternedWords words;
  const RoleGrant longest{Role::viewer, Channel::paradime,
                          std::string(limits::role_word_max_bytes, 'w')};
  EXPECT_EQ(words.grant(Role::viewer, words.number_of(longest)), longest);
}

TEST(ActorNames, FindActorsByNameAndId) {
  Epochs epochs;
  Profiles profiles;
  ActorNames actors(epochs, profiles);
  actors.add(vera, KeyNo{3}, "Vera Straße", Position{5});
  actors.add(nina, KeyNo{4}, "nina", Position{7});
  EXPECT_EQ(actors.find_named("vera strasse"), vera);
  EXPECT_EQ(actors.find_named("Vera Straße"), std::nullopt);  // not a canonical key
  EXPECT_EQ(actors.name(vera), "Vera Straße");
  EXPECT_EQ(actors.key(nina), KeyNo{4});
  EXPECT_EQ(actors.named(nina), Position{7});
  EXPECT_EQ(actors.find_named(""), std::nullopt);
  EXPECT_EQ(actors.name(olga), "");
  EXPECT_EQ(actors.key(olga), std::nullopt);
  EXPECT_EQ(actors.named(olga), Position{0});
}

TEST(ApiKeys, AreIssuedAndRevokedAtAPosition) {
  Epochs epochs;
  ApiKeys keys(epochs);
  keys.add({.id = key_id(1),
            .owner = UserNo{5},
            .capability = Capability::manage,
            .expires_at = Timestamp{99},
            .giver = {},
            .at_most = Role::admin,
            .issued = Position{3},
            .revoked = {}});
  keys.revoke(key_id(1), Position{7});
  EXPECT_EQ(keys.find(key_id(1), Position{2}), std::nullopt);
  const auto no = keys.find(key_id(1), Position{6});
  ASSERT_TRUE(no);
  const IssuedApiKey key = keys.at(*no, Position{6});
  EXPECT_EQ(key.owner, UserNo{5});
  EXPECT_EQ(key.capability, Capability::manage);
  EXPECT_EQ(key.expires_at, Timestamp{99});
  EXPECT_FALSE(key.is_revoked());
  EXPECT_EQ(keys.at(*no, Position{7}).revoked, Position{7});
  EXPECT_EQ(keys.find(key_id(2), Position{9}), std::nullopt);
}

TEST(ApiKeys, OfOneOwnerAreRevokedTogether) {
  Epochs epochs;
  ApiKeys keys(epochs);
  const auto add = [&](const CredentialId& id, UserNo owner, std::uint64_t issued) {
    IssuedApiKey key;
    key.id = id;
    key.owner = owner;
    key.issued = Position{issued};
    keys.add(key);
  };
  add(key_id(1), UserNo{5}, 3);
  add(key_id(2), UserNo{6}, 4);
  add(key_id(3), UserNo{5}, 6);
  EXPECT_EQ(keys.of(UserNo{5}, Position{5}), std::vector{ApiKeyNo{0}});
  EXPECT_EQ(keys.of(UserNo{5}, Position{6}), (std::vector{ApiKeyNo{0}, ApiKeyNo{2}}));
  keys.revoke(key_id(1), Position{7});
  keys.revoke_all(UserNo{5}, Position{9});
  EXPECT_EQ(keys.at(ApiKeyNo{0}, Position{9}).revoked, Position{7});
  EXPECT_EQ(keys.at(ApiKeyNo{1}, Position{9}).revoked, Position{0});
  EXPECT_EQ(keys.at(ApiKeyNo{2}, Position{8}).revoked, Position{0});
  EXPECT_EQ(keys.at(ApiKeyNo{2}, Position{9}).revoked, Position{9});
  add(key_id(4), UserNo{5}, 10);
  EXPECT_FALSE(keys.at(ApiKeyNo{3}, Position{10}).is_revoked());
}

TEST(Groups, TellWhetherANumberFromOutsideIsOneOfTheirs) {
  Epochs epochs;
  Groups groups(epochs);
  for (int user = 0; user < 5; ++user) groups.add_user();
  EXPECT_FALSE(groups.is_name(0));
  EXPECT_FALSE(groups.is_edge_of(1, GroupNo{0}));
  const GroupNo builders = groups.create(group_id(1), "Builders", Position{1}, Revision{1});
  const GroupNo testers = groups.create(group_id(2), "Testers", Position{2}, Revision{1});
  groups.set_member(builders, UserNo{4}, MemberRole::owner, Position{3}, Revision{2});
  const EdgeNo edge = groups.first_edge_of_group(builders);
  EXPECT_TRUE(groups.is_name(1));
  EXPECT_FALSE(groups.is_name(2));
  EXPECT_TRUE(groups.is_edge_of(edge, builders));
  EXPECT_FALSE(groups.is_edge_of(edge, testers));
  EXPECT_FALSE(groups.is_edge_of(0, builders));
  EXPECT_FALSE(groups.is_edge_of(edge + 1, builders));
}

TEST(Groups, TellSinceWhenAMemberHasTheRole) {
  Epochs epochs;
  Groups groups(epochs);
  for (int user = 0; user < 5; ++user) groups.add_user();
  const GroupNo group = groups.create(group_id(1), "Builders", Position{1}, Revision{1});
  groups.set_member(group, UserNo{4}, MemberRole::owner, Position{3}, Revision{2});
  groups.set_member(group, UserNo{4}, MemberRole::user, Position{5}, Revision{3});
  groups.set_member(group, UserNo{4}, std::nullopt, Position{7}, Revision{4});
  groups.set_member(group, UserNo{4}, MemberRole::user, Position{9}, Revision{5});
  const EdgeNo edge = groups.first_edge_of_user(UserNo{4});
  EXPECT_EQ(groups.membership_at(edge, Position{2}), std::nullopt);
  EXPECT_EQ(groups.membership_at(edge, Position{4})->since, Position{3});
  EXPECT_EQ(groups.membership_at(edge, Position{6})->since, Position{5});
  EXPECT_EQ(groups.membership_at(edge, Position{8}), std::nullopt);
  EXPECT_EQ(groups.membership_at(edge, Position{9})->since, Position{9});
  EXPECT_EQ(groups.next_in_user(edge), 0U);  // one edge, however often one comes and goes
}

}  // namespace
}  // namespace rolecall::test
