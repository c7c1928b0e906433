#include "tools/import/line_reader.hpp"

#include <array>

namespace rolecall {
Result<void> check_encoding(std::FILE* file) {
  std::rewind(file);
  std::array<char, 2> first{'a', 'a'};
  const std::size_t size = std::fread(first.data(), 1, first.size(), file);
  const std::string_view text(first.data(), first.size());
  const bool is_utf_16 =
      text == "\xff\xfe" || text == "\xfe\xff" || text[0] == '\0' || text[1] == '\0';
  if (size == 2 && is_utf_16) return invalid("", "line 1: is UTF-16; save the file as UTF-8");
  return {};
}

LineReader::LineReader(std::FILE* file, std::size_t line_max_bytes)
    : file_(file), line_max_bytes_(line_max_bytes) {
  std::rewind(file);
}

Result<std::optional<std::string_view>> LineReader::next() {
  const bool is_first = line_no_++ == 0;
  line_.clear();
  std::uint64_t size = 0;
  int c = EOF;
  while (!failed_ && (c = ::getc_unlocked(file_)) != EOF && c != '\n') {
    if (size++ < line_max_bytes_) line_.push_back(static_cast<char>(c));
  }
  offset_bytes_ += size + (c == '\n' ? 1 : 0);
  if (failed_ || std::ferror(file_)) return Error{Errc::unavailable, "", "cannot be read"};
  if (size > line_max_bytes_) {
    return invalid("", "is longer than " + std::to_string(line_max_bytes_) + " bytes");
  }
  if (c == EOF && size == 0) return std::optional<std::string_view>{};
  std::string_view line = line_;
  if (is_first && line.starts_with(utf8_byte_order_mark)) {
    line.remove_prefix(utf8_byte_order_mark.size());
  }
  return std::optional<std::string_view>(line);
}

void LineReader::return_to(const Place& place) {
  failed_ = ::fseeko(file_, static_cast<off_t>(place.offset_bytes), SEEK_SET) != 0;
  offset_bytes_ = place.offset_bytes;
  line_no_ = place.line_no;
}

}  // namespace rolecall
