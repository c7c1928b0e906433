// The native dialect: /v1 and the probes.
#pragma once

#include <vector>

#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall::native {

// `service` must outlive the dialect.
Dialect dialect(Service& service, Admit admit);

// One family each.
std::vector<Route> user_routes(Service& service);
std::vector<Route> user_list_routes(Service& service);
std::vector<Route> role_routes(Service& service);
std::vector<Route> invitation_routes(Service& service);
std::vector<Route> credential_routes(Service& service);
std::vector<Route> group_routes(Service& service);
std::vector<Route> history_routes(Service& service);
std::vector<Route> feed_routes(Service& service);
std::vector<Route> diff_routes(Service& service);
std::vector<Route> bulk_routes(Service& service);
std::vector<Route> metrics_routes(Service& service);
std::vector<Route> system_routes(Service& service);

}  // namespace rolecall::native
