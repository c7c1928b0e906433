// What can happen to a group. Member events move the group's revision, not the user's.
#pragma once

#include <string>

#include "engine/types/role.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct GroupCreated {
  GroupId group;
  std::string name;  // groups are not people: not sealed
  bool operator==(const GroupCreated&) const = default;
};

struct GroupRenamed {
  GroupId group;
  std::string from;
  std::string to;
  bool operator==(const GroupRenamed&) const = default;
};

// Ends every membership of the group with it.
struct GroupDeleted {
  GroupId group;
  bool operator==(const GroupDeleted&) const = default;
};

struct MemberAdded {
  GroupId group;
  UserId user;
  MemberRole role = MemberRole::user;
  bool operator==(const MemberAdded&) const = default;
};

struct MemberRoleChanged {
  GroupId group;
  UserId user;
  MemberRole from = MemberRole::user;
  MemberRole to = MemberRole::user;
  bool operator==(const MemberRoleChanged&) const = default;
};

struct MemberRemoved {
  GroupId group;
  UserId user;
  MemberRole from = MemberRole::user;
  bool operator==(const MemberRemoved&) const = default;
};

}  // namespace rolecall
