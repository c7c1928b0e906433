// The groups of an export of a Keycloak realm, by their paths: what they are called here, and the
// roles that their members have by them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"
#include "tools/import/file_groups.hpp"
#include "tools/import/json_cursor.hpp"

namespace rolecall {

class KeycloakGroups {
 public:
  // `keeps_names`: whether no two may be called the same here; else only the roles count.
  explicit KeycloakGroups(bool keeps_names) : keeps_names_(keeps_names) {}

  // Takes the array that comes next, of groups and those within them.
  Result<void> read(JsonCursor& json);
  // A path that a user has.
  Result<void> add(std::string_view path);

  // Adds the roles of the group and of all that it is within.
  void append_roles(std::string_view path, std::vector<std::string_view>& words) const;

 private:
  Result<void> read_group(JsonCursor& json);

  const bool keeps_names_;
  FileGroups groups_;
  std::map<std::string, std::string, std::less<>> ids_;                 // by path
  std::map<std::string, std::vector<std::string>, std::less<>> roles_;  // by path; none: not there
};

// What a group is called here: its path without the slash before it, `~/` as the slash that it is.
std::string group_name_of(std::string_view path);

}  // namespace rolecall
