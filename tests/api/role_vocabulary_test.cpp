#include "api/role_vocabulary.hpp"

#include <gtest/gtest.h>

#include "api/dialects/graph_olap/roles.hpp"
#include "api/dialects/paradime/roles.hpp"
#include "api/dialects/posit_connect/roles.hpp"
#include "api/dialects/wallaroo/roles.hpp"

namespace rolecall::test {
namespace {

constexpr const RoleVocabulary& graph_olap = graph_olap::role_vocabulary;
constexpr const RoleVocabulary& posit_connect = posit_connect::role_vocabulary;
constexpr const RoleVocabulary& paradime = paradime::role_vocabulary;
constexpr const RoleVocabulary& wallaroo = wallaroo::role_vocabulary;

constexpr RoleSet admins = set_of(Role::admin);
constexpr RoleSet admins_and_ops = set_of(Role::admin) | set_of(Role::ops);
constexpr RoleSet viewers_and_analysts = set_of(Role::viewer) | set_of(Role::analyst);

TEST(RoleVocabulary, ShowsTheWordThatItGaveVerbatim) {
  const RoleGrant given{Role::analyst, Channel::paradime, "BILLING_ADMIN"};
  EXPECT_EQ(paradime.word_of(given), "BILLING_ADMIN");
  EXPECT_EQ(posit_connect.word_of(given), "publisher");
}

TEST(RoleVocabulary, HasAWordForEachRank) {
  struct {
    const RoleVocabulary& vocabulary;
    const char* words[role_count];
  } const rows[] = {
      {graph_olap, {"analyst", "analyst", "admin", "ops"}},
      {posit_connect, {"viewer", "publisher", "administrator", "administrator"}},
      {paradime, {"BUSINESS", "DEVELOPER", "ADMIN", "ADMIN"}},
      {wallaroo, {"", "", "admin", "ops"}},
  };
  for (const auto& row : rows) {
    for (std::uint8_t i = 0; i < role_count; ++i) {
      EXPECT_EQ(row.vocabulary.word_of({static_cast<Role>(i + 1), Channel::cli, {}}), row.words[i]);
    }
  }
}

TEST(RoleVocabulary, ReadsAWordAsTheHigherRoleThatItCertainlyMeans) {
  struct {
    const RoleVocabulary& vocabulary;
    const char* word;
    Role role;
  } const rows[] = {
      {graph_olap, "analyst", Role::analyst},
      {graph_olap, "admin", Role::admin},
      {graph_olap, "ops", Role::ops},
      {posit_connect, "viewer", Role::viewer},
      {posit_connect, "publisher", Role::analyst},
      {posit_connect, "administrator", Role::admin},
      {paradime, "BUSINESS", Role::viewer},
      {paradime, "SANDBOX_USER", Role::viewer},
      {paradime, "DEVELOPER", Role::analyst},
      {paradime, "ANALYST", Role::analyst},
      {paradime, "BILLING_ADMIN", Role::analyst},
      {paradime, "SECURITY_ADMIN", Role::analyst},
      {paradime, "WORKSPACE_SETTINGS_ADMIN", Role::analyst},
      {paradime, "WORKSPACE_ADMIN", Role::admin},
      {paradime, "ADMIN", Role::admin},
      {wallaroo, "admin", Role::admin},
      {wallaroo, "ops", Role::ops},
  };
  for (const auto& row : rows) {
    const auto asked = row.vocabulary.parse(row.word);
    ASSERT_TRUE(asked) << row.word;
    EXPECT_EQ(asked->grant.role, row.role) << row.word;
    EXPECT_EQ(row.vocabulary.word_of(asked->grant), row.word);
  }
}

TEST(RoleVocabulary, KnowsNoWordsOfOthers) {
  EXPECT_FALSE(graph_olap.parse("viewer"));
  EXPECT_FALSE(posit_connect.parse("admin"));
  EXPECT_FALSE(posit_connect.parse("BILLING_ADMIN"));
  EXPECT_FALSE(paradime.parse("admin"));
  EXPECT_FALSE(wallaroo.parse("analyst"));
  EXPECT_FALSE(wallaroo.parse(""));
}

TEST(RoleVocabulary, TellsWhichRanksItsWordsCannotTellApart) {
  const auto alike = [](const RoleVocabulary& of, std::string_view word) {
    return of.parse(word)->as_shown->alike;
  };
  EXPECT_EQ(alike(posit_connect, "administrator"), admins_and_ops);
  EXPECT_EQ(alike(paradime, "ADMIN"), admins_and_ops);
  EXPECT_EQ(alike(paradime, "WORKSPACE_ADMIN"), admins_and_ops);
  EXPECT_EQ(alike(graph_olap, "admin"), admins);
  EXPECT_EQ(alike(wallaroo, "admin"), admins);
  EXPECT_EQ(paradime.parse("WORKSPACE_ADMIN")->as_shown->by_word, 0);
  EXPECT_EQ(paradime.parse("ADMIN")->as_shown->by_word, admins_and_ops);
  EXPECT_EQ(wallaroo.without_word(Role::analyst).as_shown->by_word, viewers_and_analysts);
}

}  // namespace
}  // namespace rolecall::test
