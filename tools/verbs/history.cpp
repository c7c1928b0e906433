// rolecall history USER: everything that happened to a user, named by id or by name; or a picture
// of the roles.
#include <algorithm>

#include "tools/calls/answers.hpp"
#include "tools/calls/subjects.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/picture/role_pictures.hpp"
#include "tools/table.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

using boost::json::value;

struct Change {
  std::string position;
  Timestamp time;
};

// When anything happened to the user, the oldest first.
Result<std::vector<Change>> changes_of(Backend& backend, const std::string& id,
                                       const CallParameters& moment) {
  std::vector<Change> changes;
  const auto visited =
      visit_rows(backend, {"v1", "users", id, "history"}, "events", moment,
                 [&](const value& event, std::string_view) {
                   const auto time = parse_timestamp(text_at(event, "/time"));
                   changes.push_back({text_at(event, "/position"), time.value_or(Timestamp{})});
                   return true;
                 });
  if (!visited) return visited.error();
  return changes;
}

// What the user was after each of them; the state says it, so that nothing here knows what an event
// means.
Result<std::vector<RoleHeld>> roles_held(Backend& backend, const std::string& id,
                                         const std::vector<Change>& changes, Timestamp end) {
  std::vector<RoleHeld> all;
  for (const Change& change : changes) {
    const auto user =
        get_json(backend, {"v1", "users", id}, of_any_status({{"as_of", change.position}}));
    if (!user && user.error().code == Errc::not_found) continue;  // of somebody who is only invited
    if (!user) return user.error();
    const auto role = parse_role(text_at(*user, "/role"));
    const auto status = parse_status(text_at(*user, "/status"));
    if (!role || !status) continue;
    if (!all.empty() && all.back().role == *role && all.back().status == *status) continue;
    if (!all.empty()) all.back().to = change.time;
    all.push_back({change.time, end, *role, *status});
  }
  return all;
}

int draw(const ReadOptions& options) {
  for (const auto& [name, value] : options.parameters) {
    if (name != "as_of") return fail(invalid("--svg", "takes no other flag than --as-of"));
  }
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  const CallParameters moment = moment_of(options);
  const auto end = time_of_moment(**backend, options);
  if (!end) return fail(end.error());
  const auto user = find_user(**backend, options.subject, WhichUsers::also_gone, moment);
  if (!user) return fail(user.error());
  const auto changes = changes_of(**backend, user->id, moment);
  if (!changes) return fail(changes.error());
  const auto held = roles_held(**backend, user->id, *changes, *end);
  if (!held) return fail(held.error());
  return print(draw_roles_of(user->username, *held));
}

}  // namespace

int run_history(const ReadOptions& options) {
  if (options.svg) return draw(options);
  return run_read_about_user(options, "history", format_events);
}

}  // namespace rolecall
