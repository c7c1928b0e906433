// rolecall history USER: everything that happened to a user, named by id or by name.
#include "api/dialects/native/exchange.hpp"
#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/question.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

// An id is taken as it is: that of a removed user has a history too.
std::optional<UserId> find_user(const ReadModel& model, const std::string& text) {
  if (const auto id = UserId::parse(text)) return id;
  const auto guard = model.enter();
  const auto user = model.state().find_user(native::user_ref(text), model.head());
  return user ? std::optional(model.state().users().id(*user)) : std::nullopt;
}

}  // namespace

int run_history(const ReadOptions& options) {
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const ReadModel& model = (*opened)->directory.model();
  const auto user = find_user(model, options.subject);
  if (!user) return fail({Errc::not_found, "", "there is no such user"});
  return answer_question((*opened)->service, options, {"v1", "users", user->text(), "history"},
                         [&](const auto& body) { return format_events(body, model); });
}

}  // namespace rolecall
