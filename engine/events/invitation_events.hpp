// An invitation reserves the id of the user it will become; that id's key seals the email.
#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "engine/events/field.hpp"
#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct UserInvited {
  static constexpr std::string_view type_name = "UserInvited";
  UserId user;
  std::string email;
  RoleGrant role;
  Timestamp expires_at;
  static constexpr auto members = std::tuple(field(1, "role", &UserInvited::role),
                                             field(2, "expires_at", &UserInvited::expires_at));
  static constexpr auto sealed = std::tuple(field(2, "email", &UserInvited::email));
  bool operator==(const UserInvited&) const = default;
};

struct InvitationRenewed {
  static constexpr std::string_view type_name = "InvitationRenewed";
  UserId user;
  RoleGrant role;
  Timestamp expires_at;
  static constexpr auto members =
      std::tuple(field(1, "role", &InvitationRenewed::role),
                 field(2, "expires_at", &InvitationRenewed::expires_at));
  bool operator==(const InvitationRenewed&) const = default;
};

struct InvitationRevoked {
  static constexpr std::string_view type_name = "InvitationRevoked";
  UserId user;
  bool operator==(const InvitationRevoked&) const = default;
};

// Always followed, in the same commit, by the UserCreated of the same id.
struct InvitationAccepted {
  static constexpr std::string_view type_name = "InvitationAccepted";
  UserId user;
  bool operator==(const InvitationAccepted&) const = default;
};

}  // namespace rolecall
