// rolecall groups: the living groups.
#include "tools/calls/answers.hpp"
#include "tools/tables.hpp"

namespace rolecall {
int run_groups(const ReadOptions& options) {
  return run_read(options, {"v1", "groups"}, format_groups);
}

}  // namespace rolecall
