// rolecall group create, rename, delete; and its members: add, remove.
#include "tools/calls/subjects.hpp"
#include "tools/changes/people_asked.hpp"
#include "tools/exit_code.hpp"
#include "tools/table.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_group(const value& group) {
  return format_groups(boost::json::object{{"groups", boost::json::array{group}}});
}

std::string format_member(const value& member) {
  return format_members(boost::json::object{{"members", boost::json::array{member}}});
}

int change_group(const ChangeOptions& options, Method method, const std::string& done) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  const auto group = find_group(**backend, options.group);
  if (!group) return fail(group.error());
  return run_change(
      **backend, options,
      {.method = method, .path = {"v1", "groups", group->id}, .body = object_of(options.members)},
      format_group, done);
}

int change_members(const ChangeOptions& options, Method method, const std::string& done) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  const auto group = find_group(**backend, options.group);
  if (!group) return fail(group.error());
  const auto call_for = [&](const FoundUser& user) {
    return Call{.method = method,
                .path = {"v1", "groups", group->id, "members", user.id},
                .body = object_of(options.members)};
  };
  return change_people(**backend, options, WhichUsers::present, call_for, format_member, done);
}

}  // namespace

int run_group_create(const ChangeOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return run_change(
      **backend, options,
      {.method = Method::post, .path = {"v1", "groups"}, .body = object_of(options.members)},
      format_group);
}

int run_group_rename(const ChangeOptions& options) {
  return change_group(options, Method::patch, "Renamed.");
}

int run_group_delete(const ChangeOptions& options) {
  return change_group(options, Method::del, "Deleted.");
}

int run_group_add(const ChangeOptions& options) {
  return change_members(options, Method::put, "Added.");
}

int run_group_remove(const ChangeOptions& options) {
  return change_members(options, Method::del, "Taken out.");
}

}  // namespace rolecall
