// rolecall list: the users a filter means.
#include "tools/local_request.hpp"
#include "tools/tables.hpp"

namespace rolecall {

int run_list(const ReadOptions& options) {
  return run_local_request(options, {"v1", "users"}, format_users);
}

}  // namespace rolecall
