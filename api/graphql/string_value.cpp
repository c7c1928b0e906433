#include "api/graphql/string_value.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace rolecall::graphql {
namespace {

// The code unit of a \uXXXX at the start of the text.
std::optional<char32_t> code_unit(std::string_view text) {
  constexpr std::size_t size = 6;
  if (text.size() < size || !text.starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  const auto [end, failure] = std::from_chars(text.data() + 2, text.data() + size, unit, 16);
  if (failure != std::errc() || end != text.data() + size) return std::nullopt;
  return unit;
}

bool is_high_surrogate(char32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

void append_utf8(char32_t point, std::string& out) {
  const auto tail = [&](unsigned shift) {
    out.push_back(static_cast<char>(0x80 | ((point >> shift) & 0x3f)));
  };
  if (point < 0x80) {
    out.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    out.push_back(static_cast<char>(0xc0 | (point >> 6)));
    tail(0);
  } else if (point < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | (point >> 12)));
    tail(6), tail(0);
  } else {
    out.push_back(static_cast<char>(0xf0 | (point >> 18)));
    tail(12), tail(6), tail(0);
  }
}

std::size_t append_unicode(std::string_view text, std::string& out) {
  const auto unit = code_unit(text);
  if (!unit || is_low_surrogate(*unit)) return 0;
  if (!is_high_surrogate(*unit)) return append_utf8(*unit, out), 6;
  const auto low = code_unit(text.substr(6));
  if (!low || !is_low_surrogate(*low)) return 0;
  append_utf8(0x10000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00), out);
  return 12;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const std::size_t end = text.find_first_of("\r\n");
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
  }
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}
bool is_blank(std::string_view line) { return indent_of(line) == line.size(); }

}  // namespace

std::size_t append_escaped(std::string_view text, std::string& out) {
  if (text.size() < 2) return 0;
  if (text[1] == 'u') return append_unicode(text, out);
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const std::size_t which = letters.find(text[1]);
  if (which == std::string_view::npos) return 0;
  out.push_back(meanings[which]);
  return 2;
}

std::string block_string_value(std::string_view raw) {
  std::vector<std::string_view> lines = lines_of(raw);
  std::size_t shared = std::string_view::npos;
  for (std::size_t i = 1; i < lines.size(); ++i) {  // the first stands behind the quotes
    if (!is_blank(lines[i])) shared = std::min(shared, indent_of(lines[i]));
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    lines[i].remove_prefix(std::min(shared, lines[i].size()));
  }
  const auto first = std::find_if_not(lines.begin(), lines.end(), is_blank);
  const auto last = std::find_if_not(lines.rbegin(), lines.rend(), is_blank).base();
  std::string value;
  for (auto line = first; line < last; ++line) {
    if (line != first) value.push_back('\n');
    value.append(*line);
  }
  return value;
}

}  // namespace rolecall::graphql
