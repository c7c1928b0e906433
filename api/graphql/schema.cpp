#include "api/graphql/schema.hpp"

#include <algorithm>
#include <array>

#include "api/graphql/token_stream.hpp"

namespace rolecall::graphql {
namespace {

template <class Named>
const Named* find(const std::vector<Named>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &Named::name);
  return found == all.end() ? nullptr : &*found;
}

class SchemaParser {
 public:
  explicit SchemaParser(std::string_view text) : tokens_(text) {}

  Result<Schema> run() {
    while (!tokens_.at_end()) definition();
    if (!tokens_.error()) check();
    if (tokens_.error()) return *tokens_.error();
    return std::move(schema_);
  }

 private:
  void definition() {
    skip_description();
    if (tokens_.accept("type")) {
      object();
    } else if (tokens_.accept("input")) {
      input();
    } else if (tokens_.accept("enum")) {
      enumeration();
    } else if (tokens_.accept("scalar")) {
      schema_.scalars.push_back(new_type_name());
    } else {
      tokens_.fail(tokens_.token().at, "A schema here has types, inputs, enums and scalars only.");
    }
  }
  void object() {
    ObjectType type{new_type_name(), {}};
    tokens_.expect("{");
    do {
      skip_description();
      FieldDefinition field{new_name(type.fields), {}};
      if (tokens_.accept("(")) arguments(field.arguments, ")");
      tokens_.expect(":");
      field.type = parse_type(tokens_);
      type.fields.push_back(std::move(field));
    } while (!tokens_.at_end() && !tokens_.is("}"));
    tokens_.expect("}");
    schema_.objects.push_back(std::move(type));
  }
  void arguments(std::vector<ArgumentDefinition>& arguments, std::string_view end) {
    do {
      skip_description();
      ArgumentDefinition argument{new_name(arguments), {}};
      tokens_.expect(":");
      argument.type = parse_type(tokens_);
      arguments.push_back(std::move(argument));
    } while (!tokens_.at_end() && !tokens_.is(end));
    tokens_.expect(end);
  }
  void input() {
    InputType type{new_type_name(), {}};
    tokens_.expect("{");
    arguments(type.fields, "}");
    schema_.inputs.push_back(std::move(type));
  }
  void enumeration() {
    EnumType type{new_type_name(), {}};
    tokens_.expect("{");
    do {
      skip_description();
      const Location at = tokens_.token().at;
      std::string value(tokens_.expect_name());
      if (std::ranges::find(type.values, value) != type.values.end()) fail_twice(at, value);
      type.values.push_back(std::move(value));
    } while (!tokens_.at_end() && !tokens_.is("}"));
    tokens_.expect("}");
    schema_.enums.push_back(std::move(type));
  }
  void skip_description() {
    if (tokens_.is(Token::Kind::string)) tokens_.take();
  }
  template <class Named>
  std::string new_name(const std::vector<Named>& known) {
    const Location at = tokens_.token().at;
    std::string name(tokens_.expect_name());
    if (find(known, name) || name.starts_with("__")) fail_twice(at, name);
    return name;
  }
  std::string new_type_name() {
    const Location at = tokens_.token().at;
    std::string name(tokens_.expect_name());
    if (schema_.object(name) || schema_.input(name) || schema_.is_leaf(name)) fail_twice(at, name);
    return name;
  }
  void fail_twice(Location at, std::string_view name) {
    tokens_.fail(at, in_quotes(name) + " is taken or reserved.");
  }

  void check() {
    if (!schema_.object("Query")) tokens_.fail({}, "There is no type \"Query\".");
    for (const ObjectType& type : schema_.objects) {
      for (const FieldDefinition& field : type.fields) check(type, field);
    }
    for (const InputType& type : schema_.inputs) check(type.name + ": ", type.fields);
  }
  void check(const ObjectType& type, const FieldDefinition& field) {
    const std::string place = type.name + "." + field.name + ": ";
    const std::string_view answer = Type(field.type).named().text();
    if (!schema_.object(answer) && !schema_.is_leaf(answer)) {
      tokens_.fail({}, place + "unknown type " + in_quotes(answer) + ".");
    }
    check(place, field.arguments);
  }
  void check(const std::string& place, const std::vector<ArgumentDefinition>& arguments) {
    for (const ArgumentDefinition& argument : arguments) {
      const std::string_view type = Type(argument.type).named().text();
      if (schema_.is_leaf(type) || schema_.input(type)) continue;
      tokens_.fail({}, place + in_quotes(type) + " is no type of an argument.");
    }
  }

  TokenStream tokens_;
  Schema schema_;
};

}  // namespace

const FieldDefinition* ObjectType::field(std::string_view field_name) const {
  static const FieldDefinition type_name{"__typename", "String!"};
  return field_name == type_name.name ? &type_name : find(fields, field_name);
}

const ObjectType* Schema::object(std::string_view name) const { return find(objects, name); }
const InputType* Schema::input(std::string_view name) const { return find(inputs, name); }
const EnumType* Schema::enumeration(std::string_view name) const { return find(enums, name); }

bool Schema::is_leaf(std::string_view name) const {
  constexpr std::array<std::string_view, 5> known{"Int", "Float", "String", "Boolean", "ID"};
  return std::ranges::find(known, name) != known.end() || enumeration(name) != nullptr ||
         std::ranges::find(scalars, name) != scalars.end();
}

Result<Schema> parse_schema(std::string_view text) { return SchemaParser(text).run(); }

}  // namespace rolecall::graphql
