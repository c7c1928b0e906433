#include <gtest/gtest.h>

#include "engine/types/actor.hpp"
#include "engine/types/role.hpp"

namespace rolecall::test {
namespace {

TEST(Names, ReadBackAsWhatTheyName) {
  for (const Role role : {Role::viewer, Role::analyst, Role::admin, Role::ops}) {
    EXPECT_EQ(parse_role(name_of(role)), role);
  }
  for (const MemberRole role : {MemberRole::user, MemberRole::owner}) {
    EXPECT_EQ(parse_member_role(name_of(role)), role);
  }
  for (const Capability capability : {Capability::read, Capability::manage}) {
    EXPECT_EQ(parse_capability(name_of(capability)), capability);
  }
  for (const Status status :
       {Status::active, Status::deactivated, Status::removed, Status::erased}) {
    EXPECT_EQ(parse_status(name_of(status)), status);
  }
  EXPECT_EQ(parse_role("Admin"), std::nullopt);
  EXPECT_EQ(parse_role(""), std::nullopt);
  EXPECT_EQ(name_of(ActorKind::op), "operator");
}

}  // namespace
}  // namespace rolecall::test
