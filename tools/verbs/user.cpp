// rolecall user create, show, update, deactivate, activate, remove, restore, password; rolecall
// role set: one user, or several.
#include "tools/calls/subjects.hpp"
#include "tools/changes/asked_secret.hpp"
#include "tools/changes/people_asked.hpp"
#include "tools/exit_code.hpp"
#include "tools/plain_text.hpp"
#include "tools/table.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_user(const value& user) {
  return format_users(boost::json::object{{"users", boost::json::array{user}}});
}

// Every member on a line of its own.
std::string format_whole_user(const value& user) {
  std::string text;
  std::size_t width = 0;
  for (const auto& [name, of] : user.as_object()) width = std::max(width, name.size());
  for (const auto& [name, of] : user.as_object()) {
    text += std::string(name) + std::string(width - name.size() + 2, ' ');
    text += in_one_line(text_at(of, "")) + "\n";
  }
  return text;
}

CallFor user_call(Method method, const ChangeOptions& options, std::string part = {}) {
  return [method, body = object_of(options.members), part](const FoundUser& user) {
    Call call{.method = method, .path = {"v1", "users", user.id}, .body = body};
    if (!part.empty()) call.path.push_back(part);
    call.if_revision = user.revision;
    return call;
  };
}

}  // namespace

int run_user_create(const ChangeOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return run_change(
      **backend, options,
      {.method = Method::post, .path = {"v1", "users"}, .body = object_of(options.members)},
      format_user);
}

int run_user_show(const ReadOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  const auto user =
      find_user(**backend, options.subject, WhichUsers::also_gone, options.parameters);
  if (!user) return fail(user.error());
  ReadOptions of_user = options;
  of_user.parameters = of_any_status(options.parameters);
  return run_read(**backend, of_user, {"v1", "users", user->id}, format_whole_user);
}

int run_user_update(const ChangeOptions& options) {
  const bool has_reason = !options.members.empty() && options.members.back().first == "reason";
  if (options.members.size() == (has_reason ? 1U : 0U)) {
    return fail(invalid("", "say what is to change, e.g. --email ann@example.org"));
  }
  return change_people(options, WhichUsers::present, user_call(Method::patch, options),
                       format_user);
}

int run_user_deactivate(const ChangeOptions& options) {
  return change_people(options, WhichUsers::present, user_call(Method::post, options, "deactivate"),
                       format_user);
}

int run_user_activate(const ChangeOptions& options) {
  return change_people(options, WhichUsers::present, user_call(Method::post, options, "activate"),
                       format_user);
}

int run_user_remove(const ChangeOptions& options) {
  return change_people(options, WhichUsers::present, user_call(Method::del, options), format_user,
                       "Removed.");
}

int run_user_restore(const ChangeOptions& options) {
  return change_people(options, WhichUsers::also_gone, user_call(Method::post, options, "restore"),
                       format_user);
}

int run_role_set(const ChangeOptions& options) {
  return change_people(options, WhichUsers::present, user_call(Method::put, options, "role"),
                       format_user);
}

int run_user_password(const ChangeOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  const auto user = find_user(**backend, options.subjects.front(), WhichUsers::present);
  if (!user) return fail(user.error());
  ChangeOptions with_password = options;
  if (!options.dry_run) {
    const auto password = asked_secret("--password-file", options.password_file, "New password");
    if (!password) return fail(password.error());
    with_password.members.emplace_back("password", json_text(*password));
  } else {  // whether it may be set does not depend on which one it is
    with_password.members.emplace_back("password", json_text("not the one that is set"));
  }
  return run_change(**backend, options, user_call(Method::put, with_password, "password")(*user),
                    format_user, "The password of " + user->username + " is set.");
}

}  // namespace rolecall
