// All people of a directory, one after another.
#pragma once

#include <functional>

#include "engine/commands/command.hpp"
#include "engine/result.hpp"
#include "tools/calls/backend.hpp"

namespace rolecall {

// Visits the present users in the order of their creation, as of `moment`, each as the command that
// would create it as it then was; the role by its rank. Return false to stop.
Result<void> visit_people(Backend& backend, const CallParameters& moment,
                          const std::function<bool(const CreateUser&)>& visit);

}  // namespace rolecall
