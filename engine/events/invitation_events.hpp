// An invitation reserves the id of the user it will become; that id's key seals the email.
#pragma once

#include <string>

#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct UserInvited {
  UserId user;
  std::string email;  // sealed
  RoleGrant role;
  Timestamp expires_at;
  bool operator==(const UserInvited&) const = default;
};

struct InvitationRenewed {
  UserId user;
  RoleGrant role;
  Timestamp expires_at;
  bool operator==(const InvitationRenewed&) const = default;
};

struct InvitationRevoked {
  UserId user;
  bool operator==(const InvitationRevoked&) const = default;
};

// Always followed, in the same commit, by the UserCreated of the same id.
struct InvitationAccepted {
  UserId user;
  bool operator==(const InvitationAccepted&) const = default;
};

}  // namespace rolecall
