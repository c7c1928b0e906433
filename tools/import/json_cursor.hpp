// JSON of any size, walked through from its beginning without keeping it: objects and arrays are
// entered, values are taken one by one or skipped.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall {

// Whether a file is one or several JSON texts (RFC 8259), one behind the other. The error names the
// line. Leaves the file anywhere. `unavailable`: cannot be read.
Result<void> check_json(std::FILE* file);

// Takes a file that has been found valid. Where it turns out shorter, everything is at its end.
class JsonCursor {
 public:
  // Reads from the beginning, behind a byte order mark; the file must outlive this.
  explicit JsonCursor(std::FILE* file);

  // The character that the next value begins with; '\0': the file is at its end.
  char peek();
  std::uint64_t line_no() const { return line_no_; }  // of what was last peeked at or taken
  // Whether the file could be read up to here.
  bool has_failed() const { return std::ferror(file_) != 0; }

  // Into the object or array that comes next.
  void enter() { take(); }
  // In an array: whether there is another element, which comes next; else behind the array.
  bool has_element() { return comes_before(']'); }
  // In an object: the name of the next member, whose value comes next; nothing: behind the object.
  // Valid until the next call.
  std::optional<std::string_view> member();
  // The value that comes next, as it is written, valid until the next call; nothing: it was longer.
  std::optional<std::string_view> value(std::size_t max_bytes);
  void skip() { value(0); }

 private:
  int look();  // EOF: the end
  void take();
  void skip_space();
  bool comes_before(char end);
  void take_string(std::string& out, std::size_t max_bytes);
  void take_nested(std::size_t max_bytes);
  void take_word(std::size_t max_bytes);

  std::FILE* file_;
  std::array<char, 65536> buffer_;
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  std::uint64_t line_no_ = 1;
  std::string name_;
  std::string value_;
};

}  // namespace rolecall
