// rolecall events: the log, and what a running server adds to it.
#include <chrono>

#include "engine/limits.hpp"
#include "tools/calls/event_lines.hpp"
#include "tools/calls/subjects.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

// A table that goes on has its titles once.
std::string table_of(const boost::json::array& events, bool with_titles) {
  const std::string table = format_feed(events);
  return with_titles ? table : table.substr(table.find('\n') + 1);
}

// Who is named is looked up once: whoever is renamed later is still meant. A name that is nobody's
// is left to the route.
void take_names_for_ids(Backend& backend, CallParameters& parameters) {
  for (auto& [name, value] : parameters) {
    if (name == "user" || name == "actor") {
      if (const auto user = find_user(backend, value, WhichUsers::also_gone)) value = user->id;
    } else if (name == "group") {
      if (const auto group = find_group(backend, value)) value = group->id;
    }
  }
}

// Ends only with an error.
int follow(const ReadOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  CallParameters parameters = options.parameters;
  take_names_for_ids(**backend, parameters);
  parameters.emplace_back("limit", std::to_string(limits::page_max_rows));
  for (bool is_first = true;;) {
    const auto events = (*backend)->wait_for_events(parameters);
    if (!events) return fail(events.error());
    if (!events->body.empty()) {
      const auto rows = event_lines(*events);
      if (!rows) return fail(rows.error());
      if (!write_out(options.common.json ? events->body : table_of(*rows, is_first))) {
        return exit_failure;
      }
      is_first = false;
    } else if (!wait_to_write_more(std::chrono::milliseconds(0))) {
      return exit_failure;
    }
    go_on_behind(parameters, *events);
  }
}

}  // namespace

int run_events(const ReadOptions& options) {
  if (!options.follow) return run_read(options, {"v1", "events"}, format_events);
  for (const char* const name : {"limit", "cursor", "as_of"}) {
    if (options.given(name)) return fail(invalid(name, "does not go with --follow"));
  }
  return follow(options);
}

}  // namespace rolecall
