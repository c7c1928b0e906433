// Everything that a server speaks.
#pragma once

#include <vector>

#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall {

// `service` must outlive them.
std::vector<Dialect> all_dialects(Service& service);

}  // namespace rolecall
