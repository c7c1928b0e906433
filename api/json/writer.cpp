#include "api/json/writer.hpp"

#include <cstdint>
#include <cstring>

namespace rolecall {
namespace {

constexpr bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

// Whether none of eight bytes needs an escape: the classic tests for a zero byte and a byte below
// n.
bool are_plain(const char* text) {
  constexpr std::uint64_t ones = 0x0101010101010101u;
  constexpr std::uint64_t highs = ones << 7;
  std::uint64_t bytes;
  std::memcpy(&bytes, text, sizeof bytes);
  const auto below = [](std::uint64_t x, std::uint64_t n) { return (x - ones * n) & ~x & highs; };
  return (below(bytes, 0x20) | below(bytes ^ ones * '"', 1) | below(bytes ^ ones * '\\', 1)) == 0;
}

std::size_t plain_length(std::string_view text) {
  std::size_t length = 0;
  while (text.size() - length >= 8 && are_plain(text.data() + length)) length += 8;
  while (length < text.size() && is_plain(text[length])) ++length;
  return length;
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      break;
  }
  constexpr char digits[] = "0123456789abcdef";
  out.append("\\u00");
  out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
  out.push_back(digits[c & 15]);
}

}  // namespace

void JsonWriter::string(std::string_view text) {
  separate();
  out_.push_back('"');
  while (true) {
    const std::size_t plain = plain_length(text);
    out_.append(text.substr(0, plain));
    if (plain == text.size()) break;
    append_escape(out_, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out_.push_back('"');
}

}  // namespace rolecall
