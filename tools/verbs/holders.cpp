// rolecall holders ROLE: the active users who hold a role.
#include "tools/local_request.hpp"
#include "tools/tables.hpp"

namespace rolecall {

int run_holders(const ReadOptions& options) {
  return run_local_request(options, {"v1", "roles", options.subject, "holders"}, format_users);
}

}  // namespace rolecall
