// rolecall history USER: everything that happened to a user, named by id or by name.
#include "tools/question.hpp"
#include "tools/tables.hpp"

namespace rolecall {

int run_history(const ReadOptions& options) {
  return run_question_about_user(options, "history", format_events);
}

}  // namespace rolecall
