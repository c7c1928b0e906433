// Turns values into those of the type that is asked for, by sections 3.5, 3.9, 3.11, 6.1.2
// and 6.4.1 of https://spec.graphql.org/October2021/. They are JSON: an enum's value and an ID are
// strings, an Int is a std::int64_t, a Float a double.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "api/graphql/document.hpp"
#include "api/graphql/schema.hpp"

namespace rolecall::graphql {

struct Variable {
  std::string_view type;
  bool has_default = false;                   // another than null
  std::optional<boost::json::value> value{};  // nullopt: neither given nor with a default
  std::size_t size_bytes = 0;
};

// What the operation defines, with the values given to it. Values that no definition asks for are
// let pass. Lifetime: names and types are views into the operation.
using Variables = std::map<std::string_view, Variable>;
Result<Variables> coerce_variables(const Schema& schema, const OperationDefinition& operation,
                                   const boost::json::object& given);

// Who has arguments, for messages: the field (of an object type) or the directive of this name, or
// an input object.
struct ArgumentsOwner {
  std::string_view type;  // empty: a directive
  std::string_view name;  // empty: an input object of the type
  Location at;
};

// Makes the arguments of one operation, all together of at most
// limits::graphql_arguments_max_bytes. Lifetime: refers to what it is made of.
class Coercion {
 public:
  Coercion(const Schema& schema, const Variables& variables)
      : schema_(schema), variables_(variables) {}

  // Arguments that are not given, or given as a variable without a value, are not there.
  Result<boost::json::object> arguments(const std::vector<ArgumentDefinition>& definitions,
                                        const std::vector<Argument>& given,
                                        const ArgumentsOwner& owner);

  // nullopt: a variable without a value.
  Result<std::optional<boost::json::value>> literal(Type type, const Value& value);

 private:
  Result<std::optional<boost::json::value>> variable(Type type, const Value& value);
  Result<std::optional<boost::json::value>> list(Type type, const Value& value);
  Result<std::optional<boost::json::value>> object(const InputType& type, const Value& value);
  bool spend(std::size_t bytes);
  static Error too_large(Location at);

  const Schema& schema_;
  const Variables& variables_;
  std::size_t spent_bytes_ = 0;
};

}  // namespace rolecall::graphql
