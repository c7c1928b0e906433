#include "engine/types/uuid.hpp"

namespace rolecall {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

// Where in the text each byte's two digits are.
constexpr std::array<std::uint8_t, 16> digits_at{0,  2,  4,  6,  9,  11, 14, 16,
                                                 19, 21, 24, 26, 28, 30, 32, 34};

// By character; -1: it is no digit. A table, since digits come in no order that could be foreseen.
constexpr auto hex_values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::int8_t i = 0; i < 10; ++i) values['0' + i] = i;
  for (std::int8_t i = 10; i < 16; ++i) values['a' + i - 10] = values['A' + i - 10] = i;
  return values;
}();

int hex_value(char c) { return hex_values[static_cast<unsigned char>(c)]; }

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
  for (const std::size_t dash : {8, 13, 18, 23}) {
    if (text[dash] != '-') return std::nullopt;
  }
  Uuid id;
  int all = 0;  // negative where one is no digit
  for (std::size_t i = 0; i < digits_at.size(); ++i) {
    const int byte = hex_value(text[digits_at[i]]) * 16 | hex_value(text[digits_at[i] + 1]);
    all |= byte;
    id.bytes[i] = static_cast<std::uint8_t>(byte);
  }
  return all < 0 ? std::nullopt : std::optional(id);
}

}  // namespace rolecall
