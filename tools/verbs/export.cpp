// rolecall export: the events, or the people, of one position (people/README.md).
#include <cstdio>
#include <string>
#include <unistd.h>

#include "api/csv.hpp"
#include "api/dialects/native/event_json.hpp"
#include "engine/limits.hpp"
#include "projections/history/event_query.hpp"
#include "projections/users/user_query.hpp"
#include "tools/exit_code.hpp"
#include "tools/export/export_people.hpp"
#include "tools/export/person_csv.hpp"
#include "tools/export/person_ldif.hpp"
#include "tools/export/person_ndjson.hpp"
#include "tools/named_subject.hpp"
#include "tools/opened_directory.hpp"
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

int export_people(const View& view, PeopleFormat format, const ExportOptions& options) {
  const std::string base = options.base.empty() ? default_base : options.base;
  Output output;
  ExportProgress progress;
  const std::uint64_t total =
      sum(view.model().counts().at(view.at()), classes_of(all_roles, present_statuses));
  std::uint64_t done = 0;
  if (options.bom) output.text += csv_byte_order_mark;
  if (format == PeopleFormat::csv) append_csv_header(output.text);
  if (format == PeopleFormat::ldif) append_ldif_header(output.text);
  const auto visited = visit_people(view, [&](const CreateUser& person) {
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
    }
    progress.show(++done, total);
    return output.write_if_large();
  });
  if (!visited) return fail(visited.error());
  return output.write() ? exit_ok : exit_failure;
}

int export_events(const Directory& directory, Position at) {
  Output output;
  ExportProgress progress;
  PositionRange range{at, Position{0}, limits::page_max_rows};
  for (bool more = true; more;) {
    const auto page = list_events(directory, {}, range);
    if (!page) return fail(page.error());
    for (const Recorded& recorded : page->events) {
      JsonWriter json(output.text);
      native::append_event(json, View(directory.model(), at), recorded);
      output.text += '\n';
    }
    if (!output.write()) return exit_failure;
    more = page->next.has_value();
    if (more) range.after = page->events.back().position;
    progress.show(number(range.after), number(at));
  }
  return exit_ok;
}

}  // namespace

int run_export(const ExportOptions& options) {
  const PeopleFormat format = *parse_people_format(options.format);
  if (const auto checked = check(options, format); !checked) return fail(checked.error());
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const auto view = view_asked((*opened)->directory.model(), options.as_of);
  if (!view) return fail(view.error());
  const Position at = view->at();
  std::fprintf(stderr, "export at position %llu\n", static_cast<unsigned long long>(number(at)));
  if (!options.people) return export_events((*opened)->directory, at);
  return export_people(*view, format, options);
}

}  // namespace rolecall
