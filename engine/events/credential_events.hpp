// API keys as facts: never a secret, never its hash.
#pragma once

#include <optional>

#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct ApiKeyIssued {
  UserId user;  // the owner
  CredentialId key;
  Capability capability = Capability::read;
  std::optional<Timestamp> expires_at;
  bool operator==(const ApiKeyIssued&) const = default;
};

struct ApiKeyRevoked {
  UserId user;
  CredentialId key;
  bool operator==(const ApiKeyRevoked&) const = default;
};

}  // namespace rolecall
