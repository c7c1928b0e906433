// What the operator lets a server trust beside its own credentials.
#pragma once

#include "api/service.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

// Reads the secrets' files. Where X-Username is to be trusted and no file is given, as in a demo,
// the proxy's secret is a new one.
Result<void> set_trust(const ServeOptions& options, bool is_demo, ServiceOptions& service);

}  // namespace rolecall
