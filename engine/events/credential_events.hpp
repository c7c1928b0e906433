// API keys as facts: never a secret, never its hash.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>

#include "engine/events/field.hpp"
#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct ApiKeyIssued {
  static constexpr std::string_view type_name = "ApiKeyIssued";
  UserId user;  // the owner
  CredentialId key;
  Capability capability = Capability::read;
  std::optional<Timestamp> expires_at;
  static constexpr auto members = std::tuple(field(1, "key", &ApiKeyIssued::key),
                                             field(2, "capability", &ApiKeyIssued::capability),
                                             field(3, "expires_at", &ApiKeyIssued::expires_at));
  bool operator==(const ApiKeyIssued&) const = default;
};

struct ApiKeyRevoked {
  static constexpr std::string_view type_name = "ApiKeyRevoked";
  UserId user;
  CredentialId key;
  static constexpr auto members = std::tuple(field(1, "key", &ApiKeyRevoked::key));
  bool operator==(const ApiKeyRevoked&) const = default;
};

}  // namespace rolecall
