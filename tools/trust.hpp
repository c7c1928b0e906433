// What the operator lets a server trust beside its own credentials.
#pragma once

#include "api/http/server.hpp"
#include "api/service.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

// Reads the secrets' files. Fails where X-Username would be trusted from other machines without a
// proxy's secret. `is_demo`: on loopback it is trusted without being asked for.
Result<void> set_trust(const ServeOptions& options, const ServerOptions& listen, bool is_demo,
                       ServiceOptions& service);

}  // namespace rolecall
