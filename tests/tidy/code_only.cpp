#include "tests/tidy/rules.hpp"

namespace rolecall::test {
namespace {

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Stripper {
 public:
  explicit Stripper(std::string_view text) : text_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (text_.substr(at_, 2) == "//") {
        skip_to(text_.find('\n', at_));
      } else if (text_.substr(at_, 2) == "/*") {
        skip_past(text_.find("*/", at_ + 2), 2);
      } else if (text_.substr(at_, 2) == "R\"" && !after_word()) {
        skip_raw_string();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !after_word())) {
        skip_quoted(text_[at_]);
      } else {
        code_ += text_[at_++];
      }
    }
    return std::move(code_);
  }

 private:
  // 1'000: a separator of digits, no character. R": the end of an identifier, no raw string.
  bool after_word() const { return at_ > 0 && is_word(text_[at_ - 1]); }
  void skip_to(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      if (text_[at_] == '\n') code_ += '\n';
    }
  }
  void skip_past(std::size_t found, std::size_t size) {
    skip_to(found == std::string_view::npos ? found : found + size);
  }
  void skip_raw_string() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return skip_to(open);
    std::string close = ")";
    close += text_.substr(at_ + 2, open - at_ - 2);
    close += '"';
    code_ += "\"\"";
    skip_past(text_.find(close, open), close.size());
  }
  void skip_quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    code_ += quote;
    code_ += quote;
    skip_to(end + 1);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string code_;
};

}  // namespace

std::string code_only(std::string_view text) { return Stripper(text).run(); }

}  // namespace rolecall::test
