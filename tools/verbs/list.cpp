// rolecall list: the users a filter means.
#include "tools/calls/answers.hpp"
#include "tools/tables.hpp"

namespace rolecall {

int run_list(const ReadOptions& options) {
  return run_read(options, {"v1", "users"}, format_users);
}

}  // namespace rolecall
