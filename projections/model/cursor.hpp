// Where a page ended: what the next page continues behind.
//
// A cursor pins the position: a walk through pages sees one state whatever is written meanwhile. It
// comes back from outside, so whoever continues from one checks its numbers first; and whoever
// gives one out says of which epoch of the log it is, as positions of another mean something else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/types/position.hpp"

namespace rolecall {

struct Cursor {
  Position position{};
  // What these number depends on the list: a user, an edge, a name, a position; and where a list is
  // ordered by names, which name of the user.
  std::uint64_t last = 0;
  std::uint32_t profile = 0;
  std::uint8_t field = 0;
  std::uint64_t epoch = 0;

  bool operator==(const Cursor&) const = default;
};

std::string to_text(const Cursor& cursor);
std::optional<Cursor> parse_cursor(std::string_view text);

}  // namespace rolecall
