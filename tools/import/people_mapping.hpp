// What of a file from elsewhere becomes what here, as the flags of an import say.
#pragma once

#include <vector>

#include "tools/import/attribute_map.hpp"
#include "tools/import/role_words.hpp"

namespace rolecall {

struct PeopleMapping {
  RoleTable roles;
  bool groups = false;               // the groups that people are in are taken too
  std::vector<MappedAttribute> map;  // of LDIF
};

}  // namespace rolecall
