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

TEST(Words, OfPositConnectAndParadimeDoNotTellOpsFromAdmin) {
  EXPECT_FALSE(tells_ops_from_admin(Channel::posit_connect));
  EXPECT_FALSE(tells_ops_from_admin(Channel::paradime));
  EXPECT_TRUE(tells_ops_from_admin(Channel::native));
  EXPECT_TRUE(tells_ops_from_admin(Channel::graph_olap));
  EXPECT_TRUE(tells_ops_from_admin(Channel::wallaroo));
}

}  // namespace
}  // namespace rolecall
