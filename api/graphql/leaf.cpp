#include "api/graphql/leaf.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace rolecall::graphql {
namespace {

namespace json = boost::json;

constexpr const char* not_an_integer = "Int cannot represent non-integer value.";
constexpr const char* too_large = "Int cannot represent non 32-bit signed integer value.";

std::string coerce_int(json::value& value) {
  if (value.is_double() && std::trunc(value.get_double()) == value.get_double()) {
    constexpr double bound = 9e15;  // up to here every whole number is a double
    if (std::abs(value.get_double()) > bound) return too_large;
    value = static_cast<std::int64_t>(value.get_double());
  }
  if (value.is_uint64()) return too_large;
  if (!value.is_int64()) return not_an_integer;
  using Range = std::numeric_limits<std::int32_t>;
  const std::int64_t number = value.get_int64();
  return number < Range::min() || number > Range::max() ? too_large : "";
}

std::string coerce_float(json::value& value) {
  if (!value.is_number()) return "Float cannot represent non numeric value.";
  value = value.to_number<double>();
  return {};
}

std::string coerce_id(json::value& value) {
  if (value.is_int64()) {
    value = json::value(std::to_string(value.get_int64()));
  } else if (value.is_uint64()) {
    value = json::value(std::to_string(value.get_uint64()));
  }
  return value.is_string() ? "" : "ID cannot represent a non-string and non-integer value.";
}

std::string coerce_enum(const EnumType& type, const json::value& value) {
  if (!value.is_string())
    return "Enum " + in_quotes(type.name) + " cannot represent non-string value.";
  const std::string_view text(value.get_string().data(), value.get_string().size());
  if (std::ranges::find(type.values, text) != type.values.end()) return {};
  return "Value does not exist in " + in_quotes(type.name) + " enum.";
}

template <class Number>
std::optional<Number> number_of(const std::string& text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = failure == std::errc() && end == text.data() + text.size();
  return is_whole ? std::optional<Number>(number) : std::nullopt;
}

// null: a number that is too large for any type.
json::value json_of(const Value& literal) {
  switch (literal.kind) {
    case Value::Kind::boolean:
      return literal.text == "true";
    case Value::Kind::integer:
      if (const auto number = number_of<std::int64_t>(literal.text)) return *number;
      [[fallthrough]];
    case Value::Kind::floating:
      if (const auto number = number_of<double>(literal.text)) return *number;
      return nullptr;
    case Value::Kind::string:
    case Value::Kind::enumeration:
      return json::value(json::string_view(literal.text));
    case Value::Kind::null:
    case Value::Kind::variable:
    case Value::Kind::list:
    case Value::Kind::object:
      break;
  }
  return nullptr;
}

}  // namespace

std::string coerce_leaf(const Schema& schema, std::string_view type, json::value& value) {
  if (const EnumType* const enumeration = schema.enumeration(type)) {
    return coerce_enum(*enumeration, value);
  }
  if (std::ranges::find(schema.scalars, type) != schema.scalars.end()) {
    if (value.is_string() || value.is_int64()) return {};
    return std::string(type) + " cannot represent what is neither text nor a whole number.";
  }
  if (type == "Int") return coerce_int(value);
  if (type == "Float") return coerce_float(value);
  if (type == "ID") return coerce_id(value);
  if (type == "Boolean") {
    return value.is_bool() ? "" : "Boolean cannot represent a non boolean value.";
  }
  return value.is_string() ? "" : "String cannot represent a non string value.";
}

std::string coerce_leaf(const Schema& schema, std::string_view type, const Value& literal,
                        json::value& value) {
  const bool is_enum_type = schema.enumeration(type) != nullptr;
  const bool is_enum_value = literal.kind == Value::Kind::enumeration;
  if (is_enum_type && !is_enum_value) {
    return "Enum " + in_quotes(type) + " cannot represent non-enum value.";
  }
  if (type == "Int" && literal.kind == Value::Kind::floating) return not_an_integer;
  if (type == "ID" && literal.kind == Value::Kind::integer) {
    value = json::value(json::string_view(literal.text));
    return {};
  }
  // A bare word is a value of enums only: to any other type it is as wrong as null.
  value = is_enum_value && !is_enum_type ? json::value(nullptr) : json_of(literal);
  return coerce_leaf(schema, type, value);
}

}  // namespace rolecall::graphql
