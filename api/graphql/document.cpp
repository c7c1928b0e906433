#include "api/graphql/document.hpp"

#include <algorithm>

#include "api/graphql/cursor.hpp"

namespace rolecall::graphql {
namespace {

class DocumentParser {
 public:
  explicit DocumentParser(std::string_view text) : cursor_(text) {}

  Result<Document> run() {
    do {
      definition();
    } while (!cursor_.at_end());
    if (cursor_.error()) return *cursor_.error();
    return std::move(document_);
  }

 private:
  using OperationKind = OperationDefinition::Kind;

  void definition() {
    if (cursor_.is("{")) return operation(OperationKind::query);
    if (cursor_.is("query")) return operation(OperationKind::query);
    if (cursor_.is("mutation")) return operation(OperationKind::mutation);
    if (cursor_.is("subscription")) return operation(OperationKind::subscription);
    if (cursor_.is("fragment")) return fragment();
    cursor_.fail_unexpected();
  }

  void operation(OperationKind kind) {
    OperationDefinition operation{kind, cursor_.token().at};
    if (!cursor_.is("{")) {
      cursor_.take();  // the keyword
      if (cursor_.is(Token::Kind::name)) operation.name = cursor_.take().text;
      if (cursor_.accept("(")) operation.variables = variables();
      refuse_directives();
    }
    operation.selections = selections(0);
    document_.operations.push_back(std::move(operation));
  }

  void fragment() {
    FragmentDefinition fragment{{}, cursor_.token().at, {}, {}};
    cursor_.take();
    if (cursor_.is("on")) return cursor_.fail_unexpected();
    fragment.name = cursor_.expect_name();
    cursor_.expect("on");
    fragment.type = cursor_.expect_name();
    refuse_directives();
    fragment.selections = selections(0);
    document_.fragments.push_back(std::move(fragment));
  }

  std::vector<VariableDefinition> variables() {
    std::vector<VariableDefinition> variables;
    do {
      VariableDefinition variable{{}, cursor_.token().at, {}, {}};
      cursor_.expect("$");
      variable.name = cursor_.expect_name();
      cursor_.expect(":");
      variable.type = parse_type(cursor_);
      if (cursor_.accept("=")) variable.default_value = value(0, true);
      refuse_directives();
      variables.push_back(std::move(variable));
    } while (!cursor_.at_end() && !cursor_.is(")"));
    cursor_.expect(")");
    return variables;
  }

  std::vector<Selection> selections(std::size_t depth) {
    std::vector<Selection> all;
    if (!cursor_.may_nest(depth)) return all;
    cursor_.expect("{");
    do {
      all.push_back(cursor_.is("...") ? fragment_selection(depth) : field(depth));
    } while (!cursor_.at_end() && !cursor_.is("}"));
    cursor_.expect("}");
    return all;
  }

  Selection field(std::size_t depth) {
    Selection field{Selection::Kind::field, cursor_.token().at};
    field.response_key = field.name = cursor_.expect_name();
    if (cursor_.accept(":")) field.name = cursor_.expect_name();
    field.arguments = arguments(false);
    field.directives = directives();
    if (cursor_.is("{")) field.selections = selections(depth + 1);
    return field;
  }

  Selection fragment_selection(std::size_t depth) {
    Selection selection{Selection::Kind::inline_fragment, cursor_.token().at};
    cursor_.expect("...");
    if (cursor_.is(Token::Kind::name) && !cursor_.is("on")) {
      selection.kind = Selection::Kind::fragment_spread;
      selection.name = cursor_.take().text;
      selection.directives = directives();
      return selection;
    }
    if (cursor_.accept("on")) selection.name = cursor_.expect_name();
    selection.directives = directives();
    selection.selections = selections(depth + 1);
    return selection;
  }

  std::vector<Argument> arguments(bool is_constant) {
    std::vector<Argument> arguments;
    if (!cursor_.accept("(")) return arguments;
    do {
      arguments.push_back(argument(0, is_constant));
    } while (!cursor_.at_end() && !cursor_.is(")"));
    cursor_.expect(")");
    return arguments;
  }

  Argument argument(std::size_t depth, bool is_constant) {
    Argument argument{{}, cursor_.token().at, {}};
    argument.name = cursor_.expect_name();
    cursor_.expect(":");
    argument.value = value(depth, is_constant);
    return argument;
  }

  std::vector<Directive> directives(bool is_constant = false) {
    std::vector<Directive> directives;
    while (cursor_.is("@")) {
      const Location at = cursor_.take().at;
      const std::string_view name = cursor_.expect_name();
      directives.push_back({name, at, arguments(is_constant)});
    }
    return directives;
  }

  // Where neither @skip nor @include may stand.
  void refuse_directives() {
    const std::vector<Directive> found = directives(true);
    if (found.empty()) return;
    cursor_.fail(found[0].at, "Directive " + in_quotes("@" + std::string(found[0].name)) +
                                  " is not supported here; @skip and @include are, in selections.");
  }

  Value value(std::size_t depth, bool is_constant) {
    Value value{Value::Kind::null, cursor_.token().at};
    if (!cursor_.may_nest(depth)) return value;
    switch (cursor_.token().kind) {
      case Token::Kind::integer:
        value.kind = Value::Kind::integer;
        value.text = cursor_.take().text;
        break;
      case Token::Kind::floating:
        value.kind = Value::Kind::floating;
        value.text = cursor_.take().text;
        break;
      case Token::Kind::string:
        value.kind = Value::Kind::string;
        value.text = cursor_.take().value;
        break;
      case Token::Kind::name:
        value.kind = kind_of_name(cursor_.token().text);
        value.text = cursor_.take().text;
        break;
      case Token::Kind::punctuator:
        punctuated(value, depth, is_constant);
        break;
      case Token::Kind::end:
        cursor_.fail_unexpected();
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
    if (cursor_.accept("[")) {
      value.kind = Value::Kind::list;
      while (!cursor_.at_end() && !cursor_.is("]")) {
        value.items.push_back(this->value(depth + 1, is_constant));
      }
      cursor_.expect("]");
    } else if (!is_constant && cursor_.accept("$")) {
      value.kind = Value::Kind::variable;
      value.text = cursor_.expect_name();
    } else if (cursor_.accept("{")) {
      value.kind = Value::Kind::object;
      while (!cursor_.at_end() && !cursor_.is("}")) {
        value.members.push_back(argument(depth + 1, is_constant));
      }
      cursor_.expect("}");
    } else {
      cursor_.fail_unexpected();
    }
  }

  Cursor cursor_;
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
