// rolecall events: the log.
#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/question.hpp"
#include "tools/tables.hpp"

namespace rolecall {

int run_events(const ReadOptions& options) {
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const ReadModel& model = (*opened)->directory.model();
  return answer_question((*opened)->service, options, {"v1", "events"},
                         [&](const auto& body) { return format_events(body, model); });
}

}  // namespace rolecall
