#include "tools/changes/change.hpp"

#include <cstdio>
#include <iostream>
#include <string>
#include <unistd.h>

#include <boost/json/serialize.hpp>

#include "api/json/writer.hpp"
#include "engine/types/uuid_v7.hpp"
#include "tools/calls/refusal.hpp"
#include "tools/changes/bulk.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/plain_text.hpp"
#include "tools/table.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_plan(const value& plan) {
  const auto& events = plan.at("events").as_array();
  return events.empty() ? "Nothing would change.\n" : format_planned(events);
}

// Those that are refused, for people; answers how many.
std::size_t tell_refused(const std::vector<NamedCall>& changes,
                         const std::vector<BulkResult>& results) {
  std::size_t refused = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].is_done()) continue;
    ++refused;
    std::fprintf(stderr, "rolecall: %s: %s\n", in_one_line(changes[i].name).c_str(),
                 in_one_line(text_at(results[i].value, "/body/detail")).c_str());
  }
  return refused;
}

int code_of(const std::vector<BulkResult>& results, std::size_t refused) {
  if (refused == 0) return exit_ok;
  if (refused < results.size()) return exit_partial;
  const value& first = results.front().value;
  return exit_code(error_of_refusal(first.at("status").to_number<int>(),
                                    boost::json::serialize(first.at("body")))
                       .code);
}

bool write_lines(const std::vector<BulkResult>& results) {
  Output output;
  for (const BulkResult& result : results) {
    output.text += result.text + '\n';
    if (!output.write_if_large()) return false;
  }
  return output.write();
}

// The events there would be, of all.
boost::json::array planned_in(const std::vector<BulkResult>& results) {
  boost::json::array events;
  for (const BulkResult& result : results) {
    if (!result.is_done()) continue;
    for (const value& event : result.value.at("body").at("events").as_array()) {
      events.push_back(event);
    }
  }
  return events;
}

// Nobody answers for a script.
Result<bool> is_wanted(const Backend& backend, std::size_t events) {
  if (::isatty(STDIN_FILENO) != 1) {
    return invalid("--yes",
                   "is needed where nobody can be asked; --dry-run tells what it would do");
  }
  std::fprintf(stderr, "Record %zu %s %s? [y/N] ", events, events == 1 ? "event" : "events",
               backend.place().c_str());
  std::string answer;
  return std::getline(std::cin, answer) && (answer == "y" || answer == "Y" || answer == "yes");
}

int finish(const ChangeOptions& options, const std::vector<NamedCall>& changes,
           const std::vector<BulkResult>& results) {
  if (options.common.json && !write_lines(results)) return exit_failure;
  const std::size_t refused = tell_refused(changes, results);
  if (!options.common.json) {
    std::fprintf(stderr, "%zu done, %zu refused\n", results.size() - refused, refused);
  }
  return code_of(results, refused);
}

// Shows what would come of it. Answers whether to go on; where not, the exit code is in `code`.
bool rehearse(Backend& backend, const ChangeOptions& options, const std::vector<NamedCall>& changes,
              int& code) {
  const auto plan = send_in_bulk(backend, changes, true, {});
  if (!plan) return code = fail(plan.error()), false;
  const boost::json::array events = planned_in(*plan);
  if (options.dry_run && options.common.json) {
    code = write_lines(*plan) ? code_of(*plan, tell_refused(changes, *plan)) : exit_failure;
    return false;
  }
  const std::string table = events.empty() ? "Nothing would change.\n" : format_planned(events);
  if (options.common.json) {
    std::fputs(table.c_str(), stderr);
  } else if (!write_out(table)) {
    return code = exit_failure, false;
  }
  code = code_of(*plan, tell_refused(changes, *plan));
  if (options.dry_run || events.empty()) return false;
  const auto wanted = is_wanted(backend, events.size());
  if (!wanted) return code = fail(wanted.error()), false;
  if (!*wanted) std::fputs("Nothing was done.\n", stderr);
  if (!*wanted) code = exit_failure;
  return *wanted;
}

}  // namespace

std::string json_text(std::string_view text) {
  std::string json;
  JsonWriter(json).value(text);
  return json;
}

std::string object_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  for (const auto& [name, value] : members) {
    json.key(name);
    json.raw(value);
  }
  json.end_object();
  return text;
}

int run_change(Backend& backend, const ChangeOptions& options, Call call, const Format& format,
               const std::string& done) {
  if (options.dry_run) call.parameters.emplace_back("dry_run", "true");
  call.if_revision = options.if_revision;
  const auto answer = backend.call(call);
  if (answer && answer->body.empty()) {
    std::fprintf(stderr, "%s\n", in_one_line(done).c_str());
    return exit_ok;
  }
  return print_answer(answer, options.common, options.dry_run ? Format(format_plan) : format);
}

int run_changes(Backend& backend, const ChangeOptions& options,
                const std::vector<NamedCall>& changes) {
  if (options.if_revision) {
    return fail(invalid("--if-revision", "is that of one, and these are several"));
  }
  if (changes.empty()) return fail({Errc::not_found, "", "nobody is meant: nothing was done"});
  int code = exit_ok;
  const bool is_asked = options.dry_run || !options.yes;
  if (is_asked && !rehearse(backend, options, changes, code)) return code;
  const RequestId correlation{new_uuid()};
  const auto results = send_in_bulk(backend, changes, false, correlation);
  if (!results) return fail(results.error());
  return finish(options, changes, *results);
}

}  // namespace rolecall
