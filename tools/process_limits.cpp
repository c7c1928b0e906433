#include "tools/process_limits.hpp"

#include <algorithm>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "engine/limits.hpp"

namespace rolecall {

std::size_t raise_connections_max() {
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  const rlim_t wanted = std::min<rlim_t>(descriptors.rlim_max, limits::descriptors_max);
  if (descriptors.rlim_cur < wanted) {
    descriptors.rlim_cur = wanted;
    ::setrlimit(RLIMIT_NOFILE, &descriptors);
    ::getrlimit(RLIMIT_NOFILE, &descriptors);  // what has come of it
  }
  const std::size_t all = std::min<rlim_t>(descriptors.rlim_cur, limits::descriptors_max);
  const std::size_t reserved = std::min(limits::descriptors_reserved, all / 2);
  return std::min(all - reserved, limits::http_connections_max);
}

void keep_memory_private() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace rolecall
