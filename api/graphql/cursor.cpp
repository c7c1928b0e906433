#include "api/graphql/cursor.hpp"

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

Token Cursor::take() {
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

bool Cursor::accept(std::string_view text) {
  if (!is(text)) return false;
  take();
  return true;
}

void Cursor::expect(std::string_view text) {
  if (accept(text)) return;
  fail(token_.at, "Syntax Error: Expected " + in_quotes(text) + ", found " + shown(token_) + ".");
}

std::string_view Cursor::expect_name() {
  if (is(Token::Kind::name)) return take().text;
  fail(token_.at, "Syntax Error: Expected Name, found " + shown(token_) + ".");
  return {};
}

bool Cursor::may_nest(std::size_t depth) {
  if (depth < limits::graphql_depth_max) return true;
  fail(token_.at, "The document is nested deeper than " +
                      std::to_string(limits::graphql_depth_max) + " levels.");
  return false;
}

void Cursor::fail(Location at, std::string message) {
  if (!error_) error_ = Error{std::move(message), at};
  token_ = Token{Token::Kind::end, at, {}};
}

void Cursor::fail_unexpected() {
  fail(token_.at, "Syntax Error: Unexpected " + shown(token_) + ".");
}

std::string parse_type(Cursor& cursor, std::size_t depth) {
  if (!cursor.may_nest(depth)) return {};
  std::string type;
  if (cursor.accept("[")) {
    type.append("[").append(parse_type(cursor, depth + 1)).append("]");
    cursor.expect("]");
  } else {
    type = cursor.expect_name();
  }
  if (cursor.accept("!")) type.push_back('!');
  return type;
}

}  // namespace rolecall::graphql
