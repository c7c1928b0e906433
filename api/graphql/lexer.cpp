#include "api/graphql/lexer.hpp"

#include "api/graphql/string_value.hpp"
#include "engine/limits.hpp"

namespace rolecall::graphql {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }
// A byte of a SourceCharacter.
bool is_source(char c) {
  return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || is_line_end(c);
}

// The character that starts the text, for a message: quoted, or its number where it may be unseen.
std::string shown_character(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte > 0x20 && byte < 0x7f) return in_quotes(text.substr(0, 1));
  if (byte >= 0x80) return "one that is not ASCII";
  constexpr std::string_view digits = "0123456789ABCDEF";
  return std::string("U+00") + digits[byte >> 4] + digits[byte & 15];
}

}  // namespace

Result<Token> Lexer::next() {
  if (text_.size() > limits::graphql_document_max_bytes) {
    return Error{"The document has more than " +
                 std::to_string(limits::graphql_document_max_bytes) + " bytes."};
  }
  skip_ignored();
  if (at_ == text_.size()) return Token{Token::Kind::end, here_, {}};
  if (++tokens_ > limits::graphql_tokens_max) {
    return Error{
        "The document has more than " + std::to_string(limits::graphql_tokens_max) + " tokens.",
        here_};
  }
  const char c = text_[at_];
  if (is_name_start(c)) {
    std::size_t end = at_ + 1;
    while (is_name_start(look(end)) || is_digit(look(end))) ++end;
    if (end - at_ > limits::graphql_name_max_bytes) {
      return error(at_, "A name has more than " + std::to_string(limits::graphql_name_max_bytes) +
                            " characters.");
    }
    return token(Token::Kind::name, end);
  }
  if (is_digit(c) || c == '-') return number();
  if (c == '"') return text_.substr(at_).starts_with(R"(""")") ? block_string() : string();
  if (text_.substr(at_).starts_with("...")) return token(Token::Kind::punctuator, at_ + 3);
  if (std::string_view("!$&():=@[]{|}").find(c) != std::string_view::npos) {
    return token(Token::Kind::punctuator, at_ + 1);
  }
  return error(at_, "Unexpected character: " + shown_character(text_.substr(at_)) + ".");
}

void Lexer::skip_ignored() {
  for (;;) {
    const char c = look(at_);
    if (text_.substr(at_).starts_with(byte_order_mark)) {
      advance(at_ + byte_order_mark.size());
    } else if (c == ' ' || c == '\t' || c == ',' || is_line_end(c)) {
      advance(at_ + 1);
    } else if (c == '#') {
      std::size_t end = at_;
      while (end < text_.size() && is_source(text_[end]) && !is_line_end(text_[end])) ++end;
      advance(end);
    } else {
      return;
    }
  }
}

Result<Token> Lexer::number() {
  Token::Kind kind = Token::Kind::integer;
  std::size_t end = at_ + (text_[at_] == '-' ? 1 : 0);
  const bool has_zero = look(end) == '0';
  const std::size_t integer_end = end_of_digits(end);
  if (integer_end == end || (has_zero && integer_end > end + 1)) {
    return error(end, "Invalid number.");
  }
  end = integer_end;
  if (look(end) == '.') {
    kind = Token::Kind::floating;
    const std::size_t begin = end + 1;
    end = end_of_digits(begin);
    if (end == begin) return error(end, "Invalid number, expected digit.");
  }
  if (look(end) == 'e' || look(end) == 'E') {
    kind = Token::Kind::floating;
    const bool has_sign = look(end + 1) == '+' || look(end + 1) == '-';
    const std::size_t begin = end + (has_sign ? 2 : 1);
    end = end_of_digits(begin);
    if (end == begin) return error(end, "Invalid number, expected digit.");
  }
  if (look(end) == '.' || is_name_start(look(end))) return error(end, "Invalid number.");
  return token(kind, end);
}

Result<Token> Lexer::string() {
  std::string value;
  std::size_t end = at_ + 1;
  while (look(end) != '"') {
    if (end == text_.size() || is_line_end(text_[end])) return error(end, "Unterminated string.");
    if (!is_source(text_[end])) return error(end, "Invalid character within String.");
    if (text_[end] == '\\') {
      const std::size_t size = append_escaped(text_.substr(end), value);
      if (size == 0) return error(end, "Invalid character escape sequence.");
      end += size;
    } else {
      value.push_back(text_[end++]);
    }
  }
  Token result = token(Token::Kind::string, end + 1);
  result.value = std::move(value);
  return result;
}

Result<Token> Lexer::block_string() {
  constexpr std::string_view quotes = R"(""")";
  std::string raw;
  std::size_t end = at_ + quotes.size();
  while (!text_.substr(end).starts_with(quotes)) {
    if (end == text_.size()) return error(end, "Unterminated string.");
    if (!is_source(text_[end])) return error(end, "Invalid character within String.");
    if (text_[end] == '\\' && text_.substr(end + 1).starts_with(quotes)) {
      raw.append(quotes);
      end += 1 + quotes.size();
    } else {
      raw.push_back(text_[end++]);
    }
  }
  Token result = token(Token::Kind::string, end + quotes.size());
  result.value = block_string_value(raw);
  return result;
}

Token Lexer::token(Token::Kind kind, std::size_t end) {
  Token result{kind, here_, text_.substr(at_, end - at_)};
  advance(end);
  return result;
}

Error Lexer::error(std::size_t at, const std::string& what) {
  advance(std::min(at, text_.size()));
  return {"Syntax Error: " + what, here_};
}

void Lexer::advance(std::size_t end) {
  for (; at_ < end; ++at_) {
    const char c = text_[at_];
    if (c == '\n' && at_ > 0 && text_[at_ - 1] == '\r') continue;  // counted with the \r
    if (is_line_end(c)) {
      here_ = {here_.line + 1, 1};
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++here_.column;
    }
  }
}

std::size_t Lexer::end_of_digits(std::size_t at) const {
  while (is_digit(look(at))) ++at;
  return at;
}

}  // namespace rolecall::graphql
