#include <gtest/gtest.h>

#include "engine/types/actor.hpp"
#include "engine/types/role.hpp"

namespace rolecall {
namespace {

TEST(Words, ReadBackAsWhatTheyName) {
  for (const Role role : {Role::viewer, Role::analyst, Role::admin, Role::ops}) {
    EXPECT_EQ(parse_role(word(role)), role);
  }
  for (const MemberRole role : {MemberRole::user, MemberRole::owner}) {
    EXPECT_EQ(parse_member_role(word(role)), role);
  }
  for (const Capability capability : {Capability::read, Capability::manage}) {
    EXPECT_EQ(parse_capability(word(capability)), capability);
  }
  for (const Status status :
       {Status::active, Status::deactivated, Status::removed, Status::erased}) {
    EXPECT_EQ(parse_status(word(status)), status);
  }
  EXPECT_EQ(parse_role("Admin"), std::nullopt);
  EXPECT_EQ(parse_role(""), std::nullopt);
  EXPECT_EQ(word(ActorKind::op), "operator");
}

TEST(Words, OfADialectAreItsOwnVerbatim) {
  const RoleGrant given{Role::analyst, Channel::paradime, "BILLING_ADMIN"};
  EXPECT_EQ(word_in(Channel::paradime, given), "BILLING_ADMIN");
  EXPECT_EQ(word_in(Channel::posit_connect, given), "publisher");
  EXPECT_EQ(word_in(Channel::native, given), "analyst");
}

TEST(Words, OfEachDialectForEachRank) {
  struct {
    Channel dialect;
    const char* words[role_count];
  } const rows[] = {
      {Channel::native, {"viewer", "analyst", "admin", "ops"}},
      {Channel::graph_olap, {"analyst", "analyst", "admin", "ops"}},
      {Channel::posit_connect, {"viewer", "publisher", "administrator", "administrator"}},
      {Channel::paradime, {"BUSINESS", "DEVELOPER", "ADMIN", "ADMIN"}},
      {Channel::wallaroo, {"", "", "admin", "ops"}},
  };
  for (const auto& row : rows) {
    for (std::uint8_t i = 0; i < role_count; ++i) {
      const RoleGrant grant{static_cast<Role>(i + 1), Channel::cli, {}};
      EXPECT_EQ(word_in(row.dialect, grant), row.words[i]) << word(row.dialect);
    }
  }
}

TEST(Words, GivenInADialectMeanARoleAndReadBackVerbatim) {
  struct {
    Channel dialect;
    const char* word;
    Role role;
  } const rows[] = {
      {Channel::native, "viewer", Role::viewer},
      {Channel::graph_olap, "analyst", Role::analyst},
      {Channel::graph_olap, "admin", Role::admin},
      {Channel::graph_olap, "ops", Role::ops},
      {Channel::posit_connect, "viewer", Role::viewer},
      {Channel::posit_connect, "publisher", Role::analyst},
      {Channel::posit_connect, "administrator", Role::admin},
      {Channel::paradime, "BUSINESS", Role::viewer},
      {Channel::paradime, "SANDBOX_USER", Role::viewer},
      {Channel::paradime, "DEVELOPER", Role::analyst},
      {Channel::paradime, "ANALYST", Role::analyst},
      {Channel::paradime, "BILLING_ADMIN", Role::analyst},
      {Channel::paradime, "SECURITY_ADMIN", Role::analyst},
      {Channel::paradime, "WORKSPACE_SETTINGS_ADMIN", Role::analyst},
      {Channel::paradime, "WORKSPACE_ADMIN", Role::admin},
      {Channel::paradime, "ADMIN", Role::admin},
      {Channel::wallaroo, "admin", Role::admin},
      {Channel::wallaroo, "ops", Role::ops},
  };
  for (const auto& row : rows) {
    const auto grant = parse_role_in(row.dialect, row.word);
    ASSERT_TRUE(grant) << row.word;
    EXPECT_EQ(grant->role, row.role) << row.word;
    EXPECT_EQ(word_in(row.dialect, *grant), row.word);
  }
}

TEST(Words, OfOneDialectAreNotThoseOfAnother) {
  EXPECT_FALSE(parse_role_in(Channel::graph_olap, "viewer"));
  EXPECT_FALSE(parse_role_in(Channel::posit_connect, "admin"));
  EXPECT_FALSE(parse_role_in(Channel::posit_connect, "BILLING_ADMIN"));
  EXPECT_FALSE(parse_role_in(Channel::paradime, "admin"));
  EXPECT_FALSE(parse_role_in(Channel::wallaroo, "analyst"));
  EXPECT_FALSE(parse_role_in(Channel::wallaroo, ""));
}

TEST(Words, OfPositConnectAndParadimeDoNotTellOpsFromAdmin) {
  EXPECT_FALSE(tells_ops_from_admin(Channel::posit_connect));
  EXPECT_FALSE(tells_ops_from_admin(Channel::paradime));
  EXPECT_TRUE(tells_ops_from_admin(Channel::native));
  EXPECT_TRUE(tells_ops_from_admin(Channel::graph_olap));
  EXPECT_TRUE(tells_ops_from_admin(Channel::wallaroo));
}

}  // namespace
}  // namespace rolecall
