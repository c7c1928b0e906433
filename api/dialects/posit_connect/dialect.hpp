// The dialect of Posit Connect's server API: /__api__, and /__ping__ beside it.
#pragma once

#include <vector>

#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall::posit_connect {

// `service` must outlive the dialects.
std::vector<Dialect> dialects(Service& service);

// One family each.
std::vector<Route> user_routes(Service& service);
std::vector<Route> user_list_routes(Service& service);
std::vector<Route> key_routes(Service& service);
std::vector<Route> group_routes(Service& service);
std::vector<Route> audit_routes(Service& service);
std::vector<Route> system_routes(Service& service);
std::vector<Route> ping_routes(Service& service);  // those outside /__api__

// Whoever has been here within so many days is `licensed`.
inline constexpr int licensed_days = 365;

// {code, error, payload}: the client takes anything else for a broken server. A request that is
// wrong in itself is 400.
void error_shape(const Problem& problem, RequestId request, Response& response);

}  // namespace rolecall::posit_connect
