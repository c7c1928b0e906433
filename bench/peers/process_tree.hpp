// What a server with all its processes has used of the processors.
#pragma once

#include <optional>
#include <sys/types.h>

namespace rolecall::peers {

// The CPU time so far, in user and kernel mode, of the process, of all that descend from it, and of
// those among them that have ended and been waited for. Nothing: there is no such process.
// Processes that end while it looks may be missed.
std::optional<double> tree_cpu_seconds(pid_t root);

}  // namespace rolecall::peers
