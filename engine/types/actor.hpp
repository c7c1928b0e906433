// Who made a change.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/types/uuid.hpp"

namespace rolecall {

// The numbers are in the log.
enum class ActorKind : std::uint8_t {
  user = 1,       // a user of this directory, by a credential of theirs
  system = 2,     // rolecall itself, e.g. a role that ran out
  op = 3,         // who holds the data folder and the master key ("operator")
  bootstrap = 4,  // the first user's creation
  import = 5,     // imported history; `user` is whom the history names
};

inline constexpr std::uint8_t actor_kind_count = 5;

std::string_view name_of(ActorKind kind);

struct Actor {
  ActorKind kind = ActorKind::system;
  UserId user{};              // nil where there is none
  CredentialId credential{};  // nil where there is none

  bool operator==(const Actor&) const = default;
};

}  // namespace rolecall
