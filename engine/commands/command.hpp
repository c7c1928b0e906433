// What can be asked of the directory: plain values in the imperative.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "engine/events/profile.hpp"
#include "engine/types/position.hpp"
#include "engine/types/refs.hpp"
#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// Each command may carry the revision it expects of what it changes (If-Match).
using Expected = std::optional<Revision>;

// The first user, with rank ops, and the API key to go on with.
struct Bootstrap {
  Profile profile;
  CredentialId key;
};
struct CreateUser {
  Profile profile;
  RoleGrant role;
  bool active = true;
};
struct ChangeProfile {
  UserRef user;
  ProfilePatch change;
  Expected expected;
};
struct AssignRole {
  UserRef user;
  RoleGrant role;
  Expected expected;
};
struct DeactivateUser {
  UserRef user;
  Expected expected;
};
struct ActivateUser {
  UserRef user;
  Expected expected;
};
struct CreateGroup {
  std::string name;
};
struct RenameGroup {
  GroupRef group;
  std::string name;
  Expected expected;
};
struct DeleteGroup {
  GroupRef group;
  Expected expected;
};
// Adds a member, or changes the member's role.
struct PutMember {
  GroupRef group;
  UserRef user;
  MemberRole role = MemberRole::user;
  Expected expected;
};
struct RemoveMember {
  GroupRef group;
  UserRef user;
  Expected expected;
};
// The secret's hash is already in the secrets store, under `key`.
struct IssueApiKey {
  UserRef owner;
  CredentialId key;
  Capability capability = Capability::read;
  std::optional<Timestamp> expires_at;
};
struct RevokeApiKey {
  CredentialId key;
};

using Command = std::variant<Bootstrap, CreateUser, ChangeProfile, AssignRole, DeactivateUser,
                             ActivateUser, CreateGroup, RenameGroup, DeleteGroup, PutMember,
                             RemoveMember, IssueApiKey, RevokeApiKey>;

}  // namespace rolecall
