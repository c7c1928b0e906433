// A person out of a user of Keycloak's (UserRepresentation): people/README.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/commands/command.hpp"
#include "engine/result.hpp"

namespace rolecall {

struct KeycloakUser {
  CreateUser person;  // without role and groups
  std::vector<std::string> realm_roles;
  std::vector<std::string> groups;  // their paths
  bool is_service_account = false;  // of a client: nobody
  bool has_password = false;        // or another credential
  bool is_federated = false;        // signs in by another system
};

// Errors are invalid_argument and name the member. Members that are not known are passed over:
// Keycloak has other ones in each version.
Result<KeycloakUser> parse_keycloak_user(std::string_view json);

}  // namespace rolecall
