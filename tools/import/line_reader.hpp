// Lines of a file, one by one, in bounded memory.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "engine/limits.hpp"
#include "engine/result.hpp"

namespace rolecall {

inline constexpr std::string_view utf8_byte_order_mark = "\xef\xbb\xbf";

// Whether a line says nothing, and is skipped in every format that is read by lines.
inline bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

// Fails where the file begins as UTF-16 does, of which no line could be read.
Result<void> check_encoding(std::FILE* file);

// Reads from the beginning, behind a UTF-8 byte order mark if there is one. The file must be one
// that can be rewound, and outlive the reader.
class LineReader {
 public:
  explicit LineReader(std::FILE* file, std::size_t line_max_bytes = limits::import_line_max_bytes);

  // The next line without its end, valid until the next call; nothing: there is none.
  // `invalid_argument`: longer than the bound; the line behind it can be read.
  // `unavailable`: cannot be read.
  Result<std::optional<std::string_view>> next();
  // The number of the line last asked for, from 1.
  std::uint64_t line_no() const { return line_no_; }

  // Where the line behind the last one begins, to go on from there again.
  struct Place {
    std::uint64_t offset_bytes = 0;
    std::uint64_t line_no = 0;
  };
  Place place() const { return {offset_bytes_, line_no_}; }
  void return_to(const Place& place);

 private:
  std::FILE* file_;
  std::size_t line_max_bytes_;
  std::string line_;
  std::uint64_t offset_bytes_ = 0;
  std::uint64_t line_no_ = 0;
  bool failed_ = false;
};

}  // namespace rolecall
