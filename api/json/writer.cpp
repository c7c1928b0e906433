#include "api/json/writer.hpp"

#include <cstdint>
#include <cstring>

namespace rolecall {
namespace {

constexpr bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

// Whether none of the characters, which are `Word`'s size, needs an escape: the classic tests for a
// zero byte and a byte below n.
template <class Word>
bool are_plain(const char* text) {
  constexpr auto ones = static_cast<Word>(0x0101010101010101u);
  constexpr Word highs = ones << 7;
  Word bytes;
  std::memcpy(&bytes, text, sizeof bytes);
  const auto below = [](Word x, Word n) { return (x - ones * n) & ~x & highs; };
  return (below(bytes, 0x20) | below(bytes ^ ones * '"', 1) | below(bytes ^ ones * '\\', 1)) == 0;
}

std::size_t plain_length(std::string_view text) {
  std::size_t length = 0;
  while (text.size() - length >= 8 && are_plain<std::uint64_t>(text.data() + length)) length += 8;
  while (length < text.size() && is_plain(text[length])) ++length;
  return length;
}

// Whether nothing in it needs an escape. The last word overlaps the one before.
bool is_plain(std::string_view text) {
  const char* const begin = text.data();
  const std::size_t size = text.size();
  if (size < 4) return plain_length(text) == size;
  if (size < 8) {
    return are_plain<std::uint32_t>(begin) && are_plain<std::uint32_t>(begin + size - 4);
  }
  for (std::size_t at = 0; at + 8 < size; at += 8) {
    if (!are_plain<std::uint64_t>(begin + at)) return false;
  }
  return are_plain<std::uint64_t>(begin + size - 8);
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
  if (!is_plain(text)) return joined({text});
  char* at = grow(text.size() + 2);
  *at++ = '"';
  at += text.copy(at, text.size());
  *at = '"';
  comma_ = true;
}

// A name and a text that both need no escape are most of an answer: they are written at once.
void JsonWriter::text_member(std::string_view name, std::string_view text) {
  if (!is_plain(text)) {
    key(name);
    return joined({text});
  }
  char* at = grow(name.size() + text.size() + 5);
  *at++ = '"';
  at += name.copy(at, name.size());
  at += std::string_view("\":\"").copy(at, 3);
  at += text.copy(at, text.size());
  *at = '"';
  comma_ = true;
}

void JsonWriter::escaped(std::string_view text) {
  if (is_plain(text)) {
    out_.append(text);
    return;
  }
  while (true) {
    const std::size_t plain = plain_length(text);
    out_.append(text.substr(0, plain));
    if (plain == text.size()) return;
    append_escape(out_, text[plain]);
    text.remove_prefix(plain + 1);
  }
}

}  // namespace rolecall
