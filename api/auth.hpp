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

// Admits every request as the operator's: who holds the data folder and its master key may read
// all. For requests that are made in this process, never for a server.
Admit operator_admission();

// The caller of an admitted request, whose route needs a credential.
const Caller& caller_of(const Request& request);
// The same where it takes one; nothing: none was given.
std::optional<Caller> caller_if_given(const Request& request);

}  // namespace rolecall
