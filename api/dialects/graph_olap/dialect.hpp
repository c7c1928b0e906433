// The dialect of Graph OLAP's SDK: /api/users.
#pragma once

#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall::graph_olap {

// `service` must outlive the dialect.
Dialect dialect(Service& service);

// {error: {code, message, details}, meta: {request_id}}. A request that is wrong in itself is 422
// here, never 400.
void error_shape(const Problem& problem, RequestId request, Response& response);

}  // namespace rolecall::graph_olap
