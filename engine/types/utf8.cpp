#include "engine/types/utf8.hpp"

#include <cstring>

#include <utf8proc.h>

namespace rolecall {
namespace {

// How many bytes at the front are ASCII, in steps of eight.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t at = 0;
  for (; text.size() - at >= 8; at += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (eight & 0x8080808080808080) break;
  }
  return at;
}

}  // namespace

std::optional<std::int32_t> take_long_code_point(std::string_view& rest) {
  utf8proc_int32_t code_point = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(rest.data());
  const auto size =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(rest.size()), &code_point);
  if (size <= 0 || code_point < 0) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(size));
  return code_point;
}

bool is_utf8(std::string_view text) {
  text.remove_prefix(ascii_prefix(text));
  while (!text.empty()) {
    if (!take_code_point(text)) return false;
  }
  return true;
}

}  // namespace rolecall
