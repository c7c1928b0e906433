#include "projections/model/cursor.hpp"

#include <array>
#include <charconv>

#include "engine/limits.hpp"

namespace rolecall {

std::string to_text(const Cursor& cursor) {
  return std::to_string(number(cursor.position)) + "." + std::to_string(cursor.last) + "." +
         std::to_string(cursor.profile) + "." + std::to_string(cursor.field) + "." +
         std::to_string(cursor.epoch);
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  std::array<std::uint64_t, 5> parts{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0 && (at == end || *at++ != '.')) return std::nullopt;
    const auto [stop, error] = std::from_chars(at, end, parts[i]);
    if (error != std::errc{}) return std::nullopt;
    at = stop;
  }
  const Cursor cursor{Position{parts[0]}, parts[1], static_cast<std::uint32_t>(parts[2]),
                      static_cast<std::uint8_t>(parts[3]), parts[4]};
  // What was cut off, or written in another way, does not come back the same.
  if (to_text(cursor) != text || parts[0] > limits::position_max) return std::nullopt;
  return cursor;
}

}  // namespace rolecall
