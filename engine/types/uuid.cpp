#include "engine/types/uuid.hpp"

namespace rolecall {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

constexpr bool dash_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

// Where in the text each byte's two digits are.
constexpr std::array<std::uint8_t, 16> digits_at{0,  2,  4,  6,  9,  11, 14, 16,
                                                 19, 21, 24, 26, 28, 30, 32, 34};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void append_text(std::string& out, const Uuid& id) {
  char text[] = "00000000-0000-0000-0000-000000000000";
  for (std::size_t i = 0; i < digits_at.size(); ++i) {
    text[digits_at[i]] = hex_digits[id.bytes[i] >> 4];
    text[digits_at[i] + 1] = hex_digits[id.bytes[i] & 15];
  }
  out.append(text, sizeof text - 1);
}

std::string to_text(const Uuid& id) {
  std::string text;
  append_text(text, id);
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t at = 0;
  for (std::uint8_t& byte : id.bytes) {
    if (dash_at(at) && text[at++] != '-') return std::nullopt;
    const int high = hex_value(text[at++]);
    const int low = hex_value(text[at++]);
    if (high < 0 || low < 0) return std::nullopt;
    byte = static_cast<std::uint8_t>(high << 4 | low);
  }
  return id;
}

}  // namespace rolecall
