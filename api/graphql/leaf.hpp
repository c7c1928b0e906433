// One value of a scalar or an enum, by sections 3.5 and 3.9 of
// https://spec.graphql.org/October2021/.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "api/graphql/document.hpp"
#include "api/graphql/schema.hpp"

namespace rolecall::graphql {

// Makes a value, which is not null, one of the named type. Answers what is wrong with it, in words
// that tell nothing of the value; empty if nothing is.
std::string coerce_leaf(const Schema& schema, std::string_view type, boost::json::value& value);

// The same for a value of a document, neither a list nor a variable nor null.
std::string coerce_leaf(const Schema& schema, std::string_view type, const Value& literal,
                        boost::json::value& value);

}  // namespace rolecall::graphql
