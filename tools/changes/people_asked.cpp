#include "tools/changes/people_asked.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <set>
#include <string>
#include <unistd.h>

#include "tools/exit_code.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

constexpr std::array<std::string_view, 6> filters{"role", "status",   "group",
                                                  "q",    "username", "email"};

Result<CallParameters> filter_of(const std::vector<std::string>& where) {
  CallParameters filter;
  for (const std::string& one : where) {
    const auto equals = one.find('=');
    const std::string name = one.substr(0, equals);
    if (equals == one.npos || std::ranges::find(filters, name) == filters.end()) {
      return invalid("--where",
                     "must be NAME=VALUE with role, status, group, q, username or email, "
                     "as the flags of `list`");
    }
    filter.emplace_back(name, one.substr(equals + 1));
  }
  return filter;
}

Result<std::vector<FoundUser>> people_where(Backend& backend,
                                            const std::vector<std::string>& where) {
  const auto filter = filter_of(where);
  if (!filter) return filter.error();
  std::vector<FoundUser> people;
  const auto visited =
      visit_rows(backend, {"v1", "users"}, "users", *filter,
                 [&](const boost::json::value& user, std::string_view) {
                   people.push_back({text_at(user, "/id"), text_at(user, "/username"),
                                     user.at("revision").to_number<std::uint32_t>()});
                   return true;
                 });
  if (!visited) return visited.error();
  return people;
}

// Standard input in the place of `-`.
std::vector<std::string> names_in(const std::vector<std::string>& subjects) {
  std::vector<std::string> names;
  for (const std::string& subject : subjects) {
    if (subject != "-") {
      names.push_back(subject);
      continue;
    }
    for (std::string line; std::getline(std::cin, line);) {
      if (line.ends_with('\r')) line.pop_back();
      if (!line.empty()) names.push_back(line);
    }
  }
  return names;
}

}  // namespace

Result<std::vector<FoundUser>> people_asked(Backend& backend, const ChangeOptions& options,
                                            WhichUsers which) {
  if (options.subjects.empty() == options.where.empty()) {
    return invalid("", "name the users, or give --where");
  }
  if (!options.where.empty()) return people_where(backend, options.where);
  std::vector<FoundUser> people;
  std::set<std::string> ids;
  std::string missing;
  for (const std::string& name : names_in(options.subjects)) {
    const auto user = find_user(backend, name, which);
    if (!user && user.error().code != Errc::not_found) return user.error();
    if (!user) missing += (missing.empty() ? "" : ", ") + name;
    if (user && ids.insert(user->id).second) people.push_back(*user);
  }
  if (missing.empty()) return people;
  const bool is_one = options.subjects.size() == 1 && options.subjects.front() == missing;
  return Error{Errc::not_found, "",
               is_one ? "there is no such user" : "there is no such user: " + missing};
}

int change_people(const ChangeOptions& options, WhichUsers which, const CallFor& call_for,
                  const Format& format, const std::string& done) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return change_people(**backend, options, which, call_for, format, done);
}

int change_people(Backend& backend, const ChangeOptions& options, WhichUsers which,
                  const CallFor& call_for, const Format& format, const std::string& done) {
  const auto people = people_asked(backend, options, which);
  if (!people) return fail(people.error());
  const bool is_one = options.where.empty() && people->size() == 1;
  if (is_one) return run_change(backend, options, call_for(people->front()), format, done);
  std::vector<NamedCall> changes;
  for (const FoundUser& user : *people) changes.push_back({user.username, call_for(user)});
  return run_changes(backend, options, changes);
}

}  // namespace rolecall
