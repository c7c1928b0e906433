// What can be asked, by section 3 of https://spec.graphql.org/October2021/, and no more of it than
// this: object types with fields and arguments, input objects, enums, and scalars: Int, Float,
// String, Boolean and ID, and others, whose values are strings or whole numbers. Queries start at
// the type Query, mutations at the type Mutation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/graphql/error.hpp"

namespace rolecall::graphql {

// A type as it is written: a name, or one in brackets (a list), and ! where null has no place.
// Lifetime: a view.
class Type {
 public:
  Type(std::string_view text) : text_(text) {}    // NOLINT: a type is its text
  Type(const std::string& text) : text_(text) {}  // NOLINT

  std::string_view text() const { return text_; }
  bool is_non_null() const { return text_.ends_with('!'); }
  bool is_list() const { return text_.starts_with('['); }
  Type nullable() const { return text_.substr(0, text_.size() - (is_non_null() ? 1 : 0)); }
  Type item() const { return text_.substr(1, nullable().text_.size() - 2); }  // of a list
  Type named() const { return is_list() ? item().named() : nullable(); }  // what lists are made of

 private:
  std::string_view text_;
};

struct ArgumentDefinition {
  std::string name;
  std::string type;
};

struct FieldDefinition {
  std::string name;
  std::string type;
  std::vector<ArgumentDefinition> arguments{};
};

struct ObjectType {
  std::string name;
  std::vector<FieldDefinition> fields;

  const FieldDefinition* field(
      std::string_view field_name) const;  // also __typename; nullptr: none
};

struct InputType {
  std::string name;
  std::vector<ArgumentDefinition> fields;
};

struct EnumType {
  std::string name;
  std::vector<std::string> values;
};

struct Schema {
  std::vector<ObjectType> objects;
  std::vector<InputType> inputs;
  std::vector<EnumType> enums;
  std::vector<std::string> scalars;  // beside those that the language has

  const ObjectType* object(std::string_view name) const;  // nullptr: none
  const InputType* input(std::string_view name) const;
  const EnumType* enumeration(std::string_view name) const;
  bool is_leaf(std::string_view name) const;  // a scalar or an enum
};

// Reads a schema in the language of section 3, e.g.
//   type Query { user(id: ID!): User }
//   "Somebody" type User { id: ID! roles: [Role!]! }
//   enum Role { VIEWER ADMIN }
//   input UserFilter { role: Role since: Date }
//   scalar Date
// Every type named is defined, there is a Query, and no name comes twice where it is defined.
Result<Schema> parse_schema(std::string_view text);

}  // namespace rolecall::graphql
