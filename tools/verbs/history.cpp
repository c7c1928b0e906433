// rolecall history USER: everything that happened to a user, named by id or by name; or a picture
// of the roles.
#include <cstdio>

#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/picture/role_pictures.hpp"
#include "tools/question.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

int draw(const ReadOptions& options) {
  if (!options.parameters.empty()) return fail(invalid("--svg", "takes no other flags"));
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const ReadModel& model = (*opened)->directory.model();
  const auto id = find_subject(model, options.subject);
  const auto guard = model.enter();
  const auto user = id ? model.state().find_user(*id, model.head()) : std::nullopt;
  if (!user) return fail({Errc::not_found, "", "there is no such user"});
  std::fputs(draw_roles_of(model, *user, model.head(), wall_clock()).c_str(), stdout);
  return exit_ok;
}

}  // namespace

int run_history(const ReadOptions& options) {
  if (options.svg) return draw(options);
  return run_question_about_user(options, "history", format_events);
}

}  // namespace rolecall
