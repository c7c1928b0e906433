// From text to tokens, by section 2.1 of https://spec.graphql.org/October2021/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/graphql/error.hpp"

namespace rolecall::graphql {

struct Token {
  enum class Kind : std::uint8_t { end, punctuator, name, integer, floating, string };

  Kind kind = Kind::end;
  Location at;
  std::string_view text;  // as it is written
  std::string value{};    // of a string: what it says
};

// The text must be UTF-8; other bytes are taken for characters and do no harm. Comments, commas,
// white space and byte order marks stand between tokens and mean nothing. Documents with more
// bytes or tokens than engine/limits.hpp allows are errors.
// Lifetime: Token::text is a view into the text.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  // The next token; `end` behind the last. Not to be called again after an error.
  Result<Token> next();

 private:
  void skip_ignored();
  Result<Token> number();
  Result<Token> string();
  Result<Token> block_string();
  Token token(Token::Kind kind, std::size_t end);
  Error error(std::size_t at, const std::string& what);
  void advance(std::size_t end);
  char look(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  std::size_t end_of_digits(std::size_t at) const;

  std::string_view text_;
  std::size_t at_ = 0;
  Location here_{1, 1};  // of at_
  std::size_t tokens_ = 0;
};

}  // namespace rolecall::graphql
