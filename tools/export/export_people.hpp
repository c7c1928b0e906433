// All people of a directory, one after another.
#pragma once

#include <functional>

#include "engine/commands/command.hpp"
#include "engine/result.hpp"
#include "projections/model/view.hpp"

namespace rolecall {

// Visits the present users at a position in the order of their creation, each as the command that
// would create it as it then was; the role by its rank. Return false to stop.
Result<void> visit_people(const View& view, const std::function<bool(const CreateUser&)>& visit);

}  // namespace rolecall
