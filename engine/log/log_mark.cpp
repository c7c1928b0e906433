#include "engine/log/log_mark.hpp"

#include <charconv>

namespace rolecall {

std::string to_text(const LogMark& mark) {
  return std::to_string(number(mark.position)) + " " + to_hex(mark.record);
}

std::optional<LogMark> parse_log_mark(std::string_view text) {
  std::uint64_t position = 0;
  const char* const end = text.data() + text.size();
  const auto [digits_end, failed] = std::from_chars(text.data(), end, position);
  LogMark mark{Position{position}, {}};
  if (failed != std::errc{} || end - digits_end != 1 + 2 * std::ssize(mark.record)) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < mark.record.size(); ++i) {
    const char* const digits = digits_end + 1 + 2 * i;
    std::from_chars(digits, digits + 2, mark.record[i], 16);
  }
  // What is written in another way does not come back the same.
  return to_text(mark) == text ? std::optional(mark) : std::nullopt;
}

}  // namespace rolecall
