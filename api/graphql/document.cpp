#include "api/graphql/document.hpp"

#include <algorithm>

#include "api/graphql/token_stream.hpp"

namespace rolecall::graphql {
namespace {

class DocumentParser {
 public:
  explicit DocumentParser(std::string_view text) : tokens_(text) {}

  Result<Document> run() {
    do {
      definition();
    } while (!tokens_.at_end());
    if (tokens_.error()) return *tokens_.error();
    return std::move(document_);
  }

 private:
  using OperationKind = OperationDefinition::Kind;

  void definition() {
    if (tokens_.is("{")) return operation(OperationKind::query);
    if (tokens_.is("query")) return operation(OperationKind::query);
    if (tokens_.is("mutation")) return operation(OperationKind::mutation);
    if (tokens_.is("subscription")) return operation(OperationKind::subscription);
    if (tokens_.is("fragment")) return fragment();
    tokens_.fail_unexpected();
  }

  void operation(OperationKind kind) {
    OperationDefinition operation{kind, tokens_.token().at};
    if (!tokens_.is("{")) {
      tokens_.take();  // the keyword
      if (tokens_.is(Token::Kind::name)) operation.name = tokens_.take().text;
      if (tokens_.accept("(")) operation.variables = variables();
      refuse_directives();
    }
    operation.selections = selections(0);
    document_.operations.push_back(std::move(operation));
  }

  void fragment() {
    FragmentDefinition fragment{{}, tokens_.token().at, {}, {}};
    tokens_.take();
    if (tokens_.is("on")) return tokens_.fail_unexpected();
    fragment.name = tokens_.expect_name();
    tokens_.expect("on");
    fragment.type = tokens_.expect_name();
    refuse_directives();
    fragment.selections = selections(0);
    document_.fragments.push_back(std::move(fragment));
  }

  std::vector<VariableDefinition> variables() {
    std::vector<VariableDefinition> variables;
    do {
      VariableDefinition variable{{}, tokens_.token().at, {}, {}};
      tokens_.expect("$");
      variable.name = tokens_.expect_name();
      tokens_.expect(":");
      variable.type = parse_type(tokens_);
      if (tokens_.accept("=")) variable.default_value = value(0, true);
      refuse_directives();
      variables.push_back(std::move(variable));
    } while (!tokens_.at_end() && !tokens_.is(")"));
    tokens_.expect(")");
    return variables;
  }

  std::vector<Selection> selections(std::size_t depth) {
    std::vector<Selection> all;
    if (!tokens_.may_nest(depth)) return all;
    tokens_.expect("{");
    do {
      all.push_back(tokens_.is("...") ? fragment_selection(depth) : field(depth));
    } while (!tokens_.at_end() && !tokens_.is("}"));
    tokens_.expect("}");
    return all;
  }

  Selection field(std::size_t depth) {
    Selection field{Selection::Kind::field, tokens_.token().at};
    field.response_key = field.name = tokens_.expect_name();
    if (tokens_.accept(":")) field.name = tokens_.expect_name();
    field.arguments = arguments(false);
    field.directives = directives();
    if (tokens_.is("{")) field.selections = selections(depth + 1);
    return field;
  }

  Selection fragment_selection(std::size_t depth) {
    Selection selection{Selection::Kind::inline_fragment, tokens_.token().at};
    tokens_.expect("...");
    if (tokens_.is(Token::Kind::name) && !tokens_.is("on")) {
      selection.kind = Selection::Kind::fragment_spread;
      selection.name = tokens_.take().text;
      selection.directives = directives();
      return selection;
    }
    if (tokens_.accept("on")) selection.name = tokens_.expect_name();
    selection.directives = directives();
    selection.selections = selections(depth + 1);
    return selection;
  }

  std::vector<Argument> arguments(bool is_constant) {
    std::vector<Argument> arguments;
    if (!tokens_.accept("(")) return arguments;
    do {
      arguments.push_back(argument(0, is_constant));
    } while (!tokens_.at_end() && !tokens_.is(")"));
    tokens_.expect(")");
    return arguments;
  }

  Argument argument(std::size_t depth, bool is_constant) {
    Argument argument{{}, tokens_.token().at, {}};
    argument.name = tokens_.expect_name();
    tokens_.expect(":");
    argument.value = value(depth, is_constant);
    return argument;
  }

  std::vector<Directive> directives(bool is_constant = false) {
    std::vector<Directive> directives;
    while (tokens_.is("@")) {
      const Location at = tokens_.take().at;
      const std::string_view name = tokens_.expect_name();
      directives.push_back({name, at, arguments(is_constant)});
    }
    return directives;
  }

  // Where neither @skip nor @include may stand.
  void refuse_directives() {
    const std::vector<Directive> found = directives(true);
    if (found.empty()) return;
    tokens_.fail(found[0].at, "Directive " + in_quotes("@" + std::string(found[0].name)) +
                                  " is not supported here; @skip and @include are, in selections.");
  }

  Value value(std::size_t depth, bool is_constant) {
    Value value;
    value.at = tokens_.token().at;
    if (!tokens_.may_nest(depth)) return value;
    switch (tokens_.token().kind) {
      case Token::Kind::integer:
        value.kind = Value::Kind::integer;
        value.text = tokens_.take().text;
        break;
      case Token::Kind::floating:
        value.kind = Value::Kind::floating;
        value.text = tokens_.take().text;
        break;
      case Token::Kind::string:
        value.kind = Value::Kind::string;
        value.text = tokens_.take().value;
        break;
      case Token::Kind::name:
        value.kind = kind_of_name(tokens_.token().text);
        value.text = tokens_.take().text;
        break;
      case Token::Kind::punctuator:
        punctuated(value, depth, is_constant);
        break;
      case Token::Kind::end:
        tokens_.fail_unexpected();
        break;
    }
    return value;
  }

  static Value::Kind kind_of_name(std::string_view name) {
    if (name == "null") return Value::Kind::null;
    const bool is_boolean = name == "true" || name == "false";
    return is_boolean ? Value::Kind::boolean : Value::Kind::enumeration;
  }

  void punctuated(Value& value, std::size_t depth, bool is_constant) {
    if (tokens_.accept("[")) {
      value.kind = Value::Kind::list;
      while (!tokens_.at_end() && !tokens_.is("]")) {
        value.items.push_back(this->value(depth + 1, is_constant));
      }
      tokens_.expect("]");
    } else if (!is_constant && tokens_.accept("$")) {
      value.kind = Value::Kind::variable;
      value.text = tokens_.expect_name();
    } else if (tokens_.accept("{")) {
      value.kind = Value::Kind::object;
      while (!tokens_.at_end() && !tokens_.is("}")) {
        value.members.push_back(argument(depth + 1, is_constant));
      }
      tokens_.expect("}");
    } else {
      tokens_.fail_unexpected();
    }
  }

  TokenStream tokens_;
  Document document_;
};

}  // namespace

bool same(const Value& one, const Value& other) {
  const auto same_member = [](const Argument& a, const Argument& b) {
    return a.name == b.name && same(a.value, b.value);
  };
  return one.kind == other.kind && one.text == other.text &&
         std::ranges::equal(one.items, other.items, same) &&
         std::ranges::equal(one.members, other.members, same_member);
}

Result<Document> parse_document(std::string_view text) { return DocumentParser(text).run(); }

}  // namespace rolecall::graphql
