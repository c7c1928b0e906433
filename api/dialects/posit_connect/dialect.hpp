// The dialect of Posit Connect's server API: /__api__.
#pragma once

#include <vector>

#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall::posit_connect {

// `service` must outlive the dialect.
Dialect dialect(Service& service);

// One family each.
std::vector<Route> user_routes(Service& service);
std::vector<Route> group_routes(Service& service);
std::vector<Route> audit_routes(Service& service);
std::vector<Route> system_routes(Service& service);

// {code, error, payload}: the client takes anything else for a broken server. A request that is
// wrong in itself is 400.
void error_shape(const Problem& problem, RequestId request, Response& response);

}  // namespace rolecall::posit_connect
