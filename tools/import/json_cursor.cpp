#include "tools/import/json_cursor.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>

#include "api/http/body.hpp"
#include "tools/import/line_reader.hpp"

namespace rolecall {
namespace {

namespace json = boost::json;

constexpr std::size_t depth_max = 64;

// Takes all, and keeps nothing.
struct Ignore {
  static constexpr std::size_t max_array_size = -1;
  static constexpr std::size_t max_object_size = -1;
  static constexpr std::size_t max_string_size = -1;
  static constexpr std::size_t max_key_size = -1;

  using Code = json::error_code;
  using Text = json::string_view;
  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t, Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t, Code&) { return true; }
  bool on_string_part(Text, std::size_t, Code&) { return true; }
  bool on_string(Text, std::size_t, Code&) { return true; }
  bool on_key_part(Text, std::size_t, Code&) { return true; }
  bool on_key(Text, std::size_t, Code&) { return true; }
  bool on_number_part(Text, Code&) { return true; }
  bool on_int64(std::int64_t, Text, Code&) { return true; }
  bool on_uint64(std::uint64_t, Text, Code&) { return true; }
  bool on_double(double, Text, Code&) { return true; }
  bool on_bool(bool, Code&) { return true; }
  bool on_null(Code&) { return true; }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }
};

json::parse_options options() {
  json::parse_options options;
  options.max_depth = depth_max;
  return options;
}

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Error malformed(std::uint64_t line_no, const json::error_code& why) {
  return invalid("", "line " + std::to_string(line_no) + ": is no JSON (" + why.message() +
                         "); nothing was imported. Export it again, or check the copy");
}

}  // namespace

Result<void> check_json(std::FILE* file) {
  std::rewind(file);
  json::basic_parser<Ignore> parser(options());
  std::array<char, 65536> buffer;
  std::uint64_t line_no = 1;
  bool is_first = true;
  bool is_within = false;  // a text has begun
  json::error_code failed;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file)) {
    std::string_view piece(buffer.data(), size);
    if (std::exchange(is_first, false) && piece.starts_with(utf8_byte_order_mark)) {
      piece.remove_prefix(utf8_byte_order_mark.size());
    }
    while (!piece.empty()) {
      if (!is_within && is_space(piece.front())) {
        line_no += piece.front() == '\n' ? 1 : 0;
        piece.remove_prefix(1);
        continue;
      }
      is_within = true;
      const std::size_t used = parser.write_some(true, piece.data(), piece.size(), failed);
      line_no += lines_in(piece.substr(0, used));
      if (failed) return malformed(line_no, failed);
      piece.remove_prefix(used);
      if (!parser.done()) continue;
      parser.reset();
      is_within = false;
    }
  }
  if (std::ferror(file)) return Error{Errc::unavailable, "", "cannot be read"};
  if (is_within) parser.write_some(false, nullptr, 0, failed);
  if (failed) return malformed(line_no, failed);
  return {};
}

JsonCursor::JsonCursor(std::FILE* file) : file_(file) {
  std::rewind(file);
  look();
  if (std::string_view(buffer_.data(), size_).starts_with(utf8_byte_order_mark)) {
    at_ = utf8_byte_order_mark.size();
  }
}

int JsonCursor::look() {
  if (at_ == size_) {
    at_ = 0;
    size_ = std::fread(buffer_.data(), 1, buffer_.size(), file_);
  }
  return size_ == 0 ? EOF : static_cast<unsigned char>(buffer_[at_]);
}

void JsonCursor::take() {
  if (look() == '\n') ++line_no_;
  if (at_ < size_) ++at_;
}

void JsonCursor::skip_space() {
  for (int c = look(); c != EOF && is_space(static_cast<char>(c)); c = look()) take();
}

char JsonCursor::peek() {
  skip_space();
  const int c = look();
  return c == EOF ? '\0' : static_cast<char>(c);
}

bool JsonCursor::comes_before(char end) {
  if (peek() == ',') {
    take();
    skip_space();
  }
  const char c = peek();
  if (c == end) take();
  return c != end && c != '\0';
}

std::optional<std::string_view> JsonCursor::member() {
  if (!comes_before('}')) return std::nullopt;
  name_.clear();
  take_string(name_, sizeof buffer_);
  if (name_.find('\\') != name_.npos) {
    const auto parsed = parse_json(name_);
    if (parsed && parsed->is_string()) name_ = '"' + std::string(parsed->get_string()) + '"';
  }
  if (peek() == ':') take();
  skip_space();
  return std::string_view(name_).substr(1, name_.size() < 2 ? 0 : name_.size() - 2);
}

// With its quotes; of one that is too long the beginning, and one byte more than asked for.
void JsonCursor::take_string(std::string& out, std::size_t max_bytes) {
  bool is_escaped = false;
  for (bool is_first = true;; is_first = false) {
    const int c = look();
    if (c == EOF) return;
    take();
    if (out.size() <= max_bytes) out += static_cast<char>(c);
    if (c == '"' && !is_escaped && !is_first) return;
    is_escaped = c == '\\' && !is_escaped;
  }
}

std::optional<std::string_view> JsonCursor::value(std::size_t max_bytes) {
  value_.clear();
  const char first = peek();
  if (first == '"') {
    take_string(value_, max_bytes);
  } else if (first == '{' || first == '[') {
    take_nested(max_bytes);
  } else {
    take_word(max_bytes);
  }
  if (value_.size() > max_bytes) return std::nullopt;
  return std::string_view(value_);
}

void JsonCursor::take_nested(std::size_t max_bytes) {
  std::size_t depth = 0;
  do {
    const int c = look();
    if (c == EOF) return;
    if (c == '"') {
      take_string(value_, max_bytes);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    take();
    if (value_.size() <= max_bytes) value_ += static_cast<char>(c);
  } while (depth != 0);
}

// A number, true, false or null.
void JsonCursor::take_word(std::size_t max_bytes) {
  for (int c = look(); c != EOF; c = look()) {
    if (is_space(static_cast<char>(c)) || c == ',' || c == ']' || c == '}') return;
    take();
    if (value_.size() <= max_bytes) value_ += static_cast<char>(c);
  }
}

}  // namespace rolecall
