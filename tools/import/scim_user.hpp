// A person out of a SCIM user (RFC 7643, section 4): people/README.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/commands/command.hpp"
#include "engine/result.hpp"

namespace rolecall {

struct ScimGroup {
  std::string id;
  std::string name;
};

struct ScimUser {
  CreateUser person;  // without role and groups
  std::vector<std::string> role_words;
  std::vector<ScimGroup> groups;
  bool has_password = false;
};

// Errors are invalid_argument and name the member. Members that are not known are passed over.
Result<ScimUser> parse_scim_user(std::string_view json);

}  // namespace rolecall
