// What can happen to a group. Member events move the group's revision, not the user's.
#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "engine/events/field.hpp"
#include "engine/types/role.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct GroupCreated {
  static constexpr std::string_view type_name = "GroupCreated";
  GroupId group;
  std::string name;  // groups are not people: not sealed
  static constexpr auto members = std::tuple(field(1, "name", &GroupCreated::name));
  bool operator==(const GroupCreated&) const = default;
};

struct GroupRenamed {
  static constexpr std::string_view type_name = "GroupRenamed";
  GroupId group;
  std::string from;
  std::string to;
  static constexpr auto members =
      std::tuple(field(1, "from", &GroupRenamed::from), field(2, "to", &GroupRenamed::to));
  bool operator==(const GroupRenamed&) const = default;
};

// Ends every membership of the group with it.
struct GroupDeleted {
  static constexpr std::string_view type_name = "GroupDeleted";
  GroupId group;
  bool operator==(const GroupDeleted&) const = default;
};

struct MemberAdded {
  static constexpr std::string_view type_name = "MemberAdded";
  GroupId group;
  UserId user;
  MemberRole role = MemberRole::user;
  static constexpr auto members = std::tuple(field(1, "role", &MemberAdded::role));
  bool operator==(const MemberAdded&) const = default;
};

struct MemberRoleChanged {
  static constexpr std::string_view type_name = "MemberRoleChanged";
  GroupId group;
  UserId user;
  MemberRole from = MemberRole::user;
  MemberRole to = MemberRole::user;
  static constexpr auto members = std::tuple(field(1, "from", &MemberRoleChanged::from),
                                             field(2, "to", &MemberRoleChanged::to));
  bool operator==(const MemberRoleChanged&) const = default;
};

struct MemberRemoved {
  static constexpr std::string_view type_name = "MemberRemoved";
  GroupId group;
  UserId user;
  MemberRole from = MemberRole::user;
  static constexpr auto members = std::tuple(field(1, "from", &MemberRemoved::from));
  bool operator==(const MemberRemoved&) const = default;
};

}  // namespace rolecall
