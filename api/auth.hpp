// Who is calling: API keys in the Authorization header, remembered per connection.
//
// The secret is hashed once per connection; whether the key is still good, and what its owner may
// do, is looked up for every request, so that a revocation counts at once.
#pragma once

#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall {

// Admits requests by `Authorization: Bearer <api key>`. `service` must outlive the router.
Admit bearer_admission(Service& service);

// The caller of an admitted request, whose route is not open.
const Caller& caller_of(const Request& request);

}  // namespace rolecall
