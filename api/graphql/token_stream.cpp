#include "api/graphql/token_stream.hpp"

#include "engine/limits.hpp"

namespace rolecall::graphql {
namespace {

// For a message: a punctuator as it is, of others only the kind. They may be values.
std::string shown(const Token& token) {
  switch (token.kind) {
    case Token::Kind::end:
      return "<EOF>";
    case Token::Kind::punctuator:
      return in_quotes(token.text);
    case Token::Kind::name:
      return "Name";
    case Token::Kind::integer:
      return "Int";
    case Token::Kind::floating:
      return "Float";
    case Token::Kind::string:
      return "String";
  }
  return {};
}

}  // namespace

Token TokenStream::take() {
  Token taken = std::move(token_);
  token_ = Token{Token::Kind::end, taken.at, {}};
  if (error_) return taken;
  Result<Token> next = lexer_.next();
  if (next) {
    token_ = *std::move(next);
  } else {
    fail(next.error().at, next.error().message);
  }
  return taken;
}

bool TokenStream::accept(std::string_view text) {
  if (!is(text)) return false;
  take();
  return true;
}

void TokenStream::expect(std::string_view text) {
  if (accept(text)) return;
  fail(token_.at, "Syntax Error: Expected " + in_quotes(text) + ", found " + shown(token_) + ".");
}

std::string_view TokenStream::expect_name() {
  if (is(Token::Kind::name)) return take().text;
  fail(token_.at, "Syntax Error: Expected Name, found " + shown(token_) + ".");
  return {};
}

bool TokenStream::may_nest(std::size_t depth) {
  if (depth < limits::graphql_depth_max) return true;
  fail(token_.at, "The document is nested deeper than " +
                      std::to_string(limits::graphql_depth_max) + " levels.");
  return false;
}

void TokenStream::fail(Location at, std::string message) {
  if (!error_) error_ = Error{std::move(message), at};
  token_ = Token{Token::Kind::end, at, {}};
}

void TokenStream::fail_unexpected() {
  fail(token_.at, "Syntax Error: Unexpected " + shown(token_) + ".");
}

std::string parse_type(TokenStream& tokens, std::size_t depth) {
  if (!tokens.may_nest(depth)) return {};
  std::string type;
  if (tokens.accept("[")) {
    type.append("[").append(parse_type(tokens, depth + 1)).append("]");
    tokens.expect("]");
  } else {
    type = tokens.expect_name();
  }
  if (tokens.accept("!")) type.push_back('!');
  return type;
}

}  // namespace rolecall::graphql
