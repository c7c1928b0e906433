// The token a parser looks at, and the first error it met. After an error there are no tokens left,
// so that every loop of a parser ends; what it made is then of no use.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/graphql/lexer.hpp"

namespace rolecall::graphql {

class TokenStream {
 public:
  explicit TokenStream(std::string_view text) : lexer_(text) { take(); }

  const Token& token() const { return token_; }
  bool at_end() const { return token_.kind == Token::Kind::end; }
  bool is(Token::Kind kind) const { return token_.kind == kind; }
  // A punctuator or a name; no other token is written like one.
  bool is(std::string_view text) const { return !at_end() && token_.text == text; }

  Token take();                        // the token, which is left behind
  bool accept(std::string_view text);  // takes the token if it is this one
  void expect(std::string_view text);  // takes this token, or fails
  std::string_view expect_name();
  // Whether nesting may go on at `depth`, counted from 0; fails if it may not.
  bool may_nest(std::size_t depth);

  void fail(Location at, std::string message);  // the first failure stays
  void fail_unexpected();                       // the token has no place here
  const std::optional<Error>& error() const { return error_; }

 private:
  Lexer lexer_;
  Token token_;
  std::optional<Error> error_;
};

// A type as section 2.11 writes it, without white space: [String!]!
std::string parse_type(TokenStream& tokens, std::size_t depth = 0);

}  // namespace rolecall::graphql
