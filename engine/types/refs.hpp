// A user or a group is named by id or by name. A name is resolved when a command is decided, or at
// the position a query asks about; nothing can come between.
#pragma once

#include <string>
#include <variant>

#include "engine/types/uuid.hpp"

namespace rolecall {

struct Username {
  std::string text;
};
struct GroupName {
  std::string text;
};
using UserRef = std::variant<UserId, Username>;
using GroupRef = std::variant<GroupId, GroupName>;

}  // namespace rolecall
