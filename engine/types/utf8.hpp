// Text as UTF-8 (RFC 3629): nothing overlong, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rolecall {

bool is_utf8(std::string_view text);

std::optional<std::int32_t> take_long_code_point(std::string_view& rest);  // of several bytes
// Takes one code point off the front of `rest`, which is not empty; nothing where the UTF-8 is
// wrong.
inline std::optional<std::int32_t> take_code_point(std::string_view& rest) {
  const auto first = static_cast<unsigned char>(rest.front());
  if (first >= 0x80) return take_long_code_point(rest);
  rest.remove_prefix(1);
  return first;
}

}  // namespace rolecall
