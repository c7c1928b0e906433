// The schema as it is asked for by introspection: section 4 of
// https://spec.graphql.org/October2021/.
#pragma once

#include <string_view>

#include "api/graphql/schema.hpp"
#include "api/json/writer.hpp"

namespace rolecall::graphql {

// Whether a document asks for the schema and nothing else, in whatever words.
bool asks_for_schema(std::string_view query);

// The value of `__schema`: all of it, whatever is asked for. Clients take what they look for.
void write_schema(JsonWriter& json, const Schema& schema);

}  // namespace rolecall::graphql
