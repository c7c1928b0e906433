#include "tools/import/line_reader.hpp"

#include "engine/limits.hpp"

namespace rolecall {

LineReader::LineReader(std::FILE* file) : file_(file) { std::rewind(file); }

Result<std::optional<std::string_view>> LineReader::next() {
  ++line_no_;
  line_.clear();
  int c;
  while ((c = ::getc_unlocked(file_)) != EOF && c != '\n') {
    if (line_.size() == limits::import_line_max_bytes) {
      return invalid("", "is longer than " + std::to_string(line_.size()) + " bytes");
    }
    line_.push_back(static_cast<char>(c));
  }
  if (std::ferror(file_)) return Error{Errc::unavailable, "", "cannot be read"};
  if (c == EOF && line_.empty()) return std::optional<std::string_view>{};
  return std::optional<std::string_view>(line_);
}

}  // namespace rolecall
