// Text from elsewhere, as a terminal may be shown it.
#pragma once

#include <string>
#include <string_view>

namespace rolecall {

// With spaces for control characters, those of ISO 6429 (U+0080 to U+009F) included: none of it
// moves the cursor or begins another line.
inline std::string in_one_line(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto after = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    const bool is_c1 = byte == 0xc2 && after >= 0x80 && after < 0xa0;
    if (is_c1) ++i;
    plain += is_c1 || byte < 0x20 || byte == 0x7f ? ' ' : text[i];
  }
  return plain;
}

}  // namespace rolecall
