// The dialect of Paradime's SDK: GraphQL at /api/v1/graphql.
#pragma once

#include <string_view>

#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall::paradime {

// `service` must outlive the dialect.
Dialect dialect(Service& service);

// {errors: [{message}]}
void error_shape(const Problem& problem, RequestId request, Response& response);

}  // namespace rolecall::paradime

namespace rolecall {

// schema.graphql: all that can be asked.
std::string_view paradime_schema_text();

}  // namespace rolecall
