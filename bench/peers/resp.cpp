#include "bench/peers/resp.hpp"

#include <charconv>
#include <cstdint>

namespace rolecall::peers {
namespace {

void append_count(std::string& out, char kind, std::size_t count) {
  out += kind;
  out.append(std::to_string(count)).append("\r\n");
}

}  // namespace

void append_command(std::string& out, std::span<const std::string_view> words) {
  append_count(out, '*', words.size());
  for (const std::string_view word : words) {
    append_count(out, '$', word.size());
    out.append(word).append("\r\n");
  }
}

// Values that are still to come are counted: an array puts its elements in its place.
Result<std::size_t> resp_answer_length(std::string_view bytes, int& status) {
  std::size_t at = 0;
  for (std::size_t awaited = 1; awaited > 0; --awaited) {
    const std::size_t line_end = bytes.find("\r\n", at);
    if (line_end == std::string_view::npos) return 0;
    const char kind = bytes[at];
    const std::string_view text = bytes.substr(at + 1, line_end - at - 1);
    at = line_end + 2;
    if (kind == '+' || kind == '-' || kind == ':') continue;
    std::int64_t count = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
    if ((kind != '$' && kind != '*') || parsed.ec != std::errc{} || count < -1) {
      return Error{Errc::unavailable, {}, "not an answer of Redis"};
    }
    if (count == -1) continue;  // null
    if (kind == '*') {
      awaited += static_cast<std::size_t>(count);
    } else {
      at += static_cast<std::size_t>(count) + 2;
      if (at > bytes.size()) return 0;
    }
  }
  status = bytes[0] == '-' ? 500 : 200;
  return at;
}

}  // namespace rolecall::peers
