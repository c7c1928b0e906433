// rolecall holders ROLE: the active users who hold a role.
#include "tools/calls/answers.hpp"
#include "tools/tables.hpp"

namespace rolecall {

int run_holders(const ReadOptions& options) {
  return run_read(options, {"v1", "roles", options.subject, "holders"}, format_users);
}

}  // namespace rolecall
