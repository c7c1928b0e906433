// rolecall export: the events, or the people, of one position (people/README.md).
#include <algorithm>
#include <cstdio>
#include <string>
#include <unistd.h>

#include "api/csv.hpp"
#include "engine/limits.hpp"
#include "tools/calls/answers.hpp"
#include "tools/exit_code.hpp"
#include "tools/export/export_people.hpp"
#include "tools/export/person_csv.hpp"
#include "tools/export/person_ldif.hpp"
#include "tools/export/person_ndjson.hpp"
#include "tools/output.hpp"
#include "tools/people/people_format.hpp"
#include "tools/progress.hpp"

namespace rolecall {
namespace {

constexpr const char* default_base = "dc=example,dc=org";

// A bar would stand amid the lines of a terminal.
class ExportProgress {
 public:
  void show(std::uint64_t done, std::uint64_t total) {
    if (!shares_terminal_) progress_.show(done, total);
  }

 private:
  Progress progress_{"export"};
  bool shares_terminal_ = ::isatty(STDOUT_FILENO) == 1;
};

// What is exported: of which position, and how many people there are then.
struct Extent {
  std::uint64_t at = 0;
  std::uint64_t people = 0;
};

CallParameters moment_at(std::uint64_t position) { return {{"as_of", std::to_string(position)}}; }

Result<Extent> extent_asked(Backend& backend, const ExportOptions& options) {
  const CallParameters moment =
      options.as_of ? CallParameters{{"as_of", *options.as_of}} : CallParameters();
  const auto count = get_json(backend, {"v1", "users", "count"}, moment);
  if (!count) return count.error();
  return Extent{count->at("position").to_number<std::uint64_t>(),
                count->at("count").to_number<std::uint64_t>()};
}

Result<void> check(const ExportOptions& options, PeopleFormat format) {
  if (!options.people && format != PeopleFormat::ndjson) {
    return invalid("--format", "events are exported as ndjson");
  }
  if (options.common.json && format != PeopleFormat::ndjson) {
    return invalid("--json", "is not what --format asks for");
  }
  if (options.bom && format != PeopleFormat::csv) return invalid("--bom", "is for --format csv");
  if (!options.base.empty() && format != PeopleFormat::ldif) {
    return invalid("--base", "is for --format ldif");
  }
  if (!options.base.empty() && !is_distinguished_name(options.base)) {
    return invalid("--base", "must be a distinguished name, e.g. ou=people,dc=example,dc=org");
  }
  return {};
}

int export_people(Backend& backend, const Extent& extent, PeopleFormat format,
                  const ExportOptions& options) {
  const std::string base = options.base.empty() ? default_base : options.base;
  Output output;
  ExportProgress progress;
  std::uint64_t done = 0;
  if (options.bom) output.text += csv_byte_order_mark;
  if (format == PeopleFormat::csv) append_csv_header(output.text);
  if (format == PeopleFormat::ldif) append_ldif_header(output.text);
  const auto visited = visit_people(backend, moment_at(extent.at), [&](const CreateUser& person) {
    switch (format) {
      case PeopleFormat::ndjson:
        append_ndjson(output.text, person);
        break;
      case PeopleFormat::csv:
        append_csv(output.text, person);
        break;
      case PeopleFormat::ldif:
        append_ldif(output.text, person, base);
        break;
      case PeopleFormat::keycloak:
      case PeopleFormat::scim:
        break;  // the flag takes neither
    }
    progress.show(++done, extent.people);
    return output.write_if_large();
  });
  if (!visited) return fail(visited.error());
  return output.write() ? exit_ok : exit_failure;
}

// As the feed tells them.
int export_events(Backend& backend, const Extent& extent) {
  ExportProgress progress;
  for (std::uint64_t after = 0; after < extent.at;) {
    const std::uint64_t limit = std::min<std::uint64_t>(limits::page_max_rows, extent.at - after);
    const auto events = backend.call(
        {.path = {"v1", "events", "poll"},
         .parameters = {
             {"after", std::to_string(after)}, {"limit", std::to_string(limit)}, {"wait", "0"}}});
    if (!events) return fail(events.error());
    if (!events->position || number(*events->position) <= after) {
      return fail({Errc::unavailable, "", "the log tells no more than " + std::to_string(after)});
    }
    if (!write_out(events->body)) return exit_failure;
    after = number(*events->position);
    progress.show(after, extent.at);
  }
  return exit_ok;
}

}  // namespace

int run_export(const ExportOptions& options) {
  const PeopleFormat format = *parse_people_format(options.format);
  if (const auto checked = check(options, format); !checked) return fail(checked.error());
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  const auto extent = extent_asked(**backend, options);
  if (!extent) return fail(extent.error());
  std::fprintf(stderr, "export at position %llu\n", static_cast<unsigned long long>(extent->at));
  if (!options.people) return export_events(**backend, *extent);
  return export_people(**backend, *extent, format, options);
}

}  // namespace rolecall
