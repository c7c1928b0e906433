#include "api/graphql/coercion.hpp"

#include <algorithm>

#include "api/graphql/leaf.hpp"
#include "engine/limits.hpp"

namespace rolecall::graphql {
namespace {

namespace json = boost::json;

std::string variable_name(std::string_view name) { return in_quotes("$" + std::string(name)); }

std::string no_null(Type type) {
  return "Expected value of type " + in_quotes(type.text()) + ", found null.";
}

Error must_not_be_null(std::string_view variable, Type type, Location at) {
  return {"Variable " + variable_name(variable) + " of non-null type " + in_quotes(type.text()) +
              " must not be null.",
          at};
}

std::string list_too_long() {
  return "A list has more than " + std::to_string(limits::graphql_list_max_values) + " values.";
}

std::size_t size_bytes_of(const json::value& value) {
  std::size_t size = sizeof value;
  if (value.is_string()) size += value.get_string().size();
  if (value.is_array()) {
    for (const json::value& item : value.get_array()) size += size_bytes_of(item);
  }
  if (value.is_object()) {
    for (const auto& member : value.get_object()) size += size_bytes_of(member.value());
  }
  return size;
}

std::string no_object(const InputType& type) {
  return "Expected type " + in_quotes(type.name) + " to be an object.";
}

std::string coerce_object(const Schema& schema, const InputType& type, const json::value& given,
                          json::value& out);

// Makes `given` one of the type, in `out`. Answers what is wrong; empty if nothing is.
std::string coerce_json(const Schema& schema, Type type, const json::value& given,
                        json::value& out) {
  if (given.is_null()) {
    out = nullptr;
    return type.is_non_null() ? no_null(type) : "";
  }
  if (!type.is_list()) {
    const std::string_view name = type.named().text();
    if (const InputType* const input = schema.input(name)) {
      return coerce_object(schema, *input, given, out);
    }
    out = given;
    return coerce_leaf(schema, name, out);
  }
  json::array items;
  if (const json::array* const given_items = given.if_array()) {
    if (given_items->size() > limits::graphql_list_max_values) return list_too_long();
    for (const json::value& item : *given_items) {
      std::string wrong = coerce_json(schema, type.item(), item, items.emplace_back(nullptr));
      if (!wrong.empty()) return wrong;
    }
  } else {  // one value is a list of one
    std::string wrong = coerce_json(schema, type.item(), given, items.emplace_back(nullptr));
    if (!wrong.empty()) return wrong;
  }
  out = std::move(items);
  return {};
}

std::string coerce_object(const Schema& schema, const InputType& type, const json::value& given,
                          json::value& out) {
  const json::object* const object = given.if_object();
  if (!object) return no_object(type);
  json::object members;
  for (const ArgumentDefinition& field : type.fields) {
    const json::value* const value = object->if_contains(field.name);
    if (!value && !Type(field.type).is_non_null()) continue;
    if (!value) return "Member " + in_quotes(field.name) + " is required, but it is missing.";
    std::string wrong = coerce_json(schema, field.type, *value, members[field.name]);
    if (!wrong.empty()) return wrong;
  }
  // Whatever else is there has no name of ours: it may be anything.
  if (object->size() > members.size()) return "It has an unknown member.";
  out = std::move(members);
  return {};
}

// Section 5.8.5, AreTypesCompatible.
bool fits(Type given, Type wanted) {
  if (wanted.is_non_null()) {
    return given.is_non_null() && fits(given.nullable(), wanted.nullable());
  }
  if (given.is_non_null()) return fits(given.nullable(), wanted);
  if (wanted.is_list() || given.is_list()) {
    return wanted.is_list() && given.is_list() && fits(given.item(), wanted.item());
  }
  return given.text() == wanted.text();
}

Result<Variable> coerce_variable(const Schema& schema, const VariableDefinition& definition,
                                 const json::object& given) {
  const Type type = definition.type;
  const std::string_view named = type.named().text();
  const std::string name = variable_name(definition.name);
  if (!schema.is_leaf(named) && !schema.input(named)) {
    if (!schema.object(named))
      return Error{"Unknown type " + in_quotes(named) + ".", definition.at};
    return Error{"Variable " + name + " cannot be non-input type " + in_quotes(type.text()) + ".",
                 definition.at};
  }
  Variable variable{type.text()};
  if (definition.default_value) {
    const Variables none;
    auto value = Coercion(schema, none).literal(type, *definition.default_value);
    if (!value) return value.error();
    variable.value = *std::move(value);
    variable.has_default = !variable.value->is_null();
  }
  const auto* const member = given.find({definition.name.data(), definition.name.size()});
  if (member != given.end()) {
    if (member->value().is_null() && type.is_non_null())
      return must_not_be_null(definition.name, type, definition.at);
    const std::string wrong =
        coerce_json(schema, type, member->value(), variable.value.emplace(nullptr));
    if (!wrong.empty()) {
      return Error{"Variable " + name + " got invalid value; " + wrong, definition.at};
    }
  } else if (type.is_non_null() && !variable.value) {
    return Error{
        "Variable " + name + " of required type " + in_quotes(type.text()) + " was not provided.",
        definition.at};
  }
  if (variable.value) variable.size_bytes = size_bytes_of(*variable.value);
  return variable;
}

std::string unknown_argument(const ArgumentsOwner& owner, std::string_view name) {
  std::string place = "field " + in_quotes(std::string(owner.type) + "." + std::string(owner.name));
  if (owner.type.empty()) place = "directive " + in_quotes("@" + std::string(owner.name));
  if (owner.name.empty()) place = "input " + in_quotes(owner.type);
  return "Unknown argument " + in_quotes(name) + " on " + place + ".";
}

std::string missing_argument(const ArgumentsOwner& owner, const ArgumentDefinition& definition) {
  std::string place = "Field " + in_quotes(owner.name);
  if (owner.type.empty()) place = "Directive " + in_quotes("@" + std::string(owner.name));
  if (owner.name.empty()) place = "Input " + in_quotes(owner.type);
  return place + " argument " + in_quotes(definition.name) + " of type " +
         in_quotes(definition.type) + " is required, but it was not provided.";
}

}  // namespace

Result<Variables> coerce_variables(const Schema& schema, const OperationDefinition& operation,
                                   const json::object& given) {
  Variables variables;
  for (const VariableDefinition& definition : operation.variables) {
    if (variables.contains(definition.name)) {
      return Error{"There can be only one variable named " + variable_name(definition.name) + ".",
                   definition.at};
    }
    Result<Variable> variable = coerce_variable(schema, definition, given);
    if (!variable) return variable.error();
    variables.emplace(definition.name, *std::move(variable));
  }
  return variables;
}

Result<json::object> Coercion::arguments(const std::vector<ArgumentDefinition>& definitions,
                                         const std::vector<Argument>& given,
                                         const ArgumentsOwner& owner) {
  json::object values;
  std::vector<std::string_view> seen;
  for (const Argument& argument : given) {
    const auto definition =
        std::ranges::find(definitions, argument.name, &ArgumentDefinition::name);
    if (definition == definitions.end()) {
      return Error{unknown_argument(owner, argument.name), argument.at};
    }
    if (std::ranges::find(seen, argument.name) != seen.end()) {
      return Error{"There can be only one argument named " + in_quotes(argument.name) + ".",
                   argument.at};
    }
    seen.push_back(argument.name);
    auto value = literal(definition->type, argument.value);
    if (!value) return value.error();
    if (*value) values.emplace(definition->name, **std::move(value));
  }
  for (const ArgumentDefinition& definition : definitions) {
    const bool is_given = std::ranges::find(seen, definition.name) != seen.end();
    if (is_given || !Type(definition.type).is_non_null()) continue;
    return Error{missing_argument(owner, definition), owner.at};
  }
  return values;
}

Result<std::optional<json::value>> Coercion::literal(Type type, const Value& value) {
  if (value.kind == Value::Kind::variable) return variable(type, value);
  if (value.kind == Value::Kind::null) {
    if (type.is_non_null()) return Error{no_null(type), value.at};
    return std::optional<json::value>(std::in_place, nullptr);
  }
  if (type.is_list()) return list(type, value);
  if (const InputType* const input = schema_.input(type.named().text())) {
    return object(*input, value);
  }
  json::value leaf;
  const std::string wrong = coerce_leaf(schema_, type.named().text(), value, leaf);
  if (!wrong.empty()) return Error{wrong, value.at};
  if (!spend(size_bytes_of(leaf))) return too_large(value.at);
  return std::optional<json::value>(std::move(leaf));
}

Result<std::optional<json::value>> Coercion::variable(Type type, const Value& value) {
  const auto found = variables_.find(value.text);
  const std::string name = variable_name(value.text);
  if (found == variables_.end()) {
    return Error{"Variable " + name + " is not defined.", value.at};
  }
  const Variable& variable = found->second;
  if (!fits(variable.type, variable.has_default ? type.nullable() : type)) {
    return Error{"Variable " + name + " of type " + in_quotes(variable.type) +
                     " used in position expecting type " + in_quotes(type.text()) + ".",
                 value.at};
  }
  // Only null in the place of a default gets here.
  if (type.is_non_null() && variable.value && variable.value->is_null()) {
    return must_not_be_null(value.text, type, value.at);
  }
  if (!spend(variable.size_bytes)) return too_large(value.at);
  return variable.value;
}

Result<std::optional<json::value>> Coercion::list(Type type, const Value& value) {
  json::array items;
  if (value.kind == Value::Kind::list) {
    if (value.items.size() > limits::graphql_list_max_values) {
      return Error{list_too_long(), value.at};
    }
    for (const Value& item : value.items) {
      auto coerced = literal(type.item(), item);
      if (!coerced) return coerced.error();
      items.push_back(*coerced ? **std::move(coerced) : json::value(nullptr));
    }
  } else {  // one value is a list of one
    auto coerced = literal(type.item(), value);
    if (!coerced) return coerced.error();
    items.push_back(**std::move(coerced));
  }
  if (!spend(sizeof(json::value) * (1 + items.size()))) return too_large(value.at);
  return std::optional<json::value>(std::move(items));
}

Result<std::optional<json::value>> Coercion::object(const InputType& type, const Value& value) {
  if (value.kind != Value::Kind::object) return Error{no_object(type), value.at};
  auto members = arguments(type.fields, value.members, {type.name, {}, value.at});
  if (!members) return members.error();
  if (!spend(sizeof(json::value) * (1 + members->size()))) return too_large(value.at);
  return std::optional<json::value>(std::in_place, *std::move(members));
}

bool Coercion::spend(std::size_t bytes) {
  spent_bytes_ += bytes;
  return spent_bytes_ <= limits::graphql_arguments_max_bytes;
}

Error Coercion::too_large(Location at) {
  return {"The arguments have more than " + std::to_string(limits::graphql_arguments_max_bytes) +
              " bytes.",
          at};
}

}  // namespace rolecall::graphql
