// Text as UTF-8 (RFC 3629): nothing overlong, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rolecall {

bool is_utf8(std::string_view text);

// Takes one code point off the front of `rest`, which is not empty; nothing where the UTF-8 is
// wrong.
std::optional<std::int32_t> take_code_point(std::string_view& rest);

}  // namespace rolecall
