// What another process has used of the processors.
#pragma once

#include <optional>
#include <sys/types.h>

namespace rolecall::load {

// The CPU time of all its threads so far, in user and kernel mode; nothing: there is no such
// process.
std::optional<double> cpu_seconds_of(pid_t process);

}  // namespace rolecall::load
