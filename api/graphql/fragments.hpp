// The fragments of a document by their names, by section 5.5 of
// https://spec.graphql.org/October2021/.
#pragma once

#include <map>
#include <string_view>

#include "api/graphql/document.hpp"

namespace rolecall::graphql {

// Lifetime: refers to the document.
using Fragments = std::map<std::string_view, const FragmentDefinition*>;

// No name comes twice and no fragment is within itself, used or not.
Result<Fragments> fragments_of(const Document& document);

}  // namespace rolecall::graphql
