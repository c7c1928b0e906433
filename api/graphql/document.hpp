// A GraphQL document as it is written, by section 2 of https://spec.graphql.org/October2021/: its
// syntax is right, nothing else about it is known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/graphql/error.hpp"

namespace rolecall::graphql {

struct Argument;

struct Value {
  enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,
    floating,
    string,
    enumeration,
    variable,
    list,
    object
  };

  Kind kind = Kind::null;
  Location at;
  std::string text;               // as it is written; what a string says; the name of a variable
  std::vector<Value> items;       // of a list
  std::vector<Argument> members;  // of an object
};

bool same(const Value& one, const Value& other);  // wherever they stand

struct Argument {
  std::string_view name;
  Location at;
  Value value;
};

struct Directive {
  std::string_view name;
  Location at;
  std::vector<Argument> arguments;
};

struct Selection {
  enum class Kind : std::uint8_t { field, fragment_spread, inline_fragment };

  Kind kind = Kind::field;
  Location at;
  std::string_view response_key{};  // of a field: the alias, or else its name
  std::string_view
      name{};  // of the field, the fragment, or the inline fragment's type (empty: any)
  std::vector<Argument> arguments{};
  std::vector<Directive> directives{};
  std::vector<Selection> selections{};  // empty: there are no braces
};

struct VariableDefinition {
  std::string_view name;
  Location at;
  std::string type;
  std::optional<Value> default_value;
};

struct OperationDefinition {
  enum class Kind : std::uint8_t { query, mutation, subscription };

  Kind kind = Kind::query;
  Location at;
  std::string_view name{};  // empty: anonymous
  std::vector<VariableDefinition> variables{};
  std::vector<Selection> selections{};
};

struct FragmentDefinition {
  std::string_view name;
  Location at;
  std::string_view type;
  std::vector<Selection> selections;
};

struct Document {
  std::vector<OperationDefinition> operations;
  std::vector<FragmentDefinition> fragments;
};

// Refuses as not supported: directives elsewhere than in selections.
// Lifetime: all views are into the text.
Result<Document> parse_document(std::string_view text);

}  // namespace rolecall::graphql
