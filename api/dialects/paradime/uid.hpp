// Ids as Paradime has them: 64 hex digits. The first half is the id, the second proves it is ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/types/uuid.hpp"

namespace rolecall::paradime {

std::string uid_of(const Uuid& id);
std::optional<Uuid> parse_uid(std::string_view text);

}  // namespace rolecall::paradime
