// From the text of a request to what is to be executed: validated, with fragments and variables in
// their places. By https://spec.graphql.org/October2021/, sections 5 (validation), 6.1 (operations
// and variables), 6.3.2 (fields collected) and 6.4.1 (arguments).
// Not supported, and said so: subscriptions, introspection (but __typename is; introspection.hpp),
// directives other than @skip and @include.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "api/graphql/error.hpp"
#include "api/graphql/schema.hpp"
#include "api/json/writer.hpp"

namespace rolecall::graphql {

// Lifetime: the views are into the schema.
struct Field {
  std::string response_key;  // the name of its member in the answer
  std::string_view name;
  std::string_view type;          // the object type that it is a field of
  boost::json::object arguments;  // those that are given, of the types of their definitions
  std::vector<Field> selection;   // of a leaf: none
  Location at;
};

struct Operation {
  enum class Kind : std::uint8_t { query, mutation };

  Kind kind;
  std::vector<Field> selection;  // response keys are unique; mutations are made in this order
};

// Reads the members of a request's body. An empty operation name is none. What is wrong elsewhere
// than in the operation that is named, and in the fragments it uses, is found only if it is syntax,
// a name that comes twice, or a fragment within itself. Unused variables and fragments are let be.
// Time and memory are bounded by limits::graphql_*.
Result<Operation> parse_request(const Schema& schema, std::string_view query,
                                std::string_view operation_name,
                                const boost::json::object& variables);

// Writes an object with a member for each field, in their order. What __typename asks for is
// written here, the values of all others by write(field).
template <class Write>
void write_selection(JsonWriter& json, const std::vector<Field>& selection, Write write) {
  json.begin_object();
  for (const Field& field : selection) {
    json.key(field.response_key);
    if (field.name == "__typename") {
      json.value(field.type);
    } else {
      write(field);
    }
  }
  json.end_object();
}

}  // namespace rolecall::graphql
