// What the operating system lets this process have, and lets others have of it.
#pragma once

#include <cstddef>

namespace rolecall {

// Raises the bound on open descriptors as far as that is allowed; answers how many of them are for
// connections, limits::http_connections_max at most. The rest is for stores, logs and reopening
// them.
std::size_t raise_connections_max();

// Nobody but the system's own administrator reads this process's memory from now on, where keys and
// passwords are: no core file, no debugger. Nothing in builds with a sanitizer, which has to.
void keep_memory_private();

}  // namespace rolecall
