// rolecall list: the users a filter means.
#include "tools/question.hpp"
#include "tools/tables.hpp"

namespace rolecall {

int run_list(const ReadOptions& options) {
  return run_question(options, {"v1", "users"}, format_users);
}

}  // namespace rolecall
