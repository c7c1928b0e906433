// Where a log ended once: what another store keeps of it, to see later whether the log beside it
// is still the one it knows, and goes as far.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/types/position.hpp"
#include "engine/types/sha256.hpp"

namespace rolecall {

struct LogMark {
  Position position{};
  Hash record{};  // Merkle leaf of the record there; zeros: the log was empty

  bool operator==(const LogMark&) const = default;
};

// "POSITION HEX".
std::string to_text(const LogMark& mark);
std::optional<LogMark> parse_log_mark(std::string_view text);

}  // namespace rolecall
