// Selections with fragments in their places, fields of one response key merged and all of them
// validated: sections 5.3, 5.5.2, 5.7 and 6.3.2 of https://spec.graphql.org/October2021/.
#pragma once

#include <vector>

#include "api/graphql/coercion.hpp"
#include "api/graphql/document.hpp"
#include "api/graphql/fragments.hpp"
#include "api/graphql/request.hpp"
#include "api/graphql/schema.hpp"

namespace rolecall::graphql {

// The fields to answer. What @skip and @include leave out is validated like the rest.
Result<std::vector<Field>> flatten(const Schema& schema, const Fragments& fragments,
                                   Coercion& coercion, const ObjectType& type,
                                   const std::vector<Selection>& selections);

}  // namespace rolecall::graphql
