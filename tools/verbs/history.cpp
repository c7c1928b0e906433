// rolecall history USER: everything that happened to a user, named by id or by name; or a picture
// of the roles.
#include "tools/exit_code.hpp"
#include "tools/local_request.hpp"
#include "tools/named_subject.hpp"
#include "tools/opened_directory.hpp"
#include "tools/output.hpp"
#include "tools/picture/role_pictures.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

int draw(const ReadOptions& options) {
  for (const auto& [name, value] : options.parameters) {
    if (name != "as_of") return fail(invalid("--svg", "takes no other flag than --as-of"));
  }
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const ReadModel& model = (*opened)->directory.model();
  const auto view = view_asked(model, options.given("as_of"));
  if (!view) return fail(view.error());
  const auto id = user_asked(model, options);
  if (!id) return fail(id.error());
  const auto user = model.state().find_user(*id, view->at());
  if (!user) return fail({Errc::not_found, "", "there is no such user"});
  return print(draw_roles_of(*view, *user));
}

}  // namespace

int run_history(const ReadOptions& options) {
  if (options.svg) return draw(options);
  return run_local_request_about_user(options, "history", format_events);
}

}  // namespace rolecall
