// rolecall import FILE|-: history from NDJSON (import/history_line.hpp), or people
// (people/README.md).
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "api/dialects/native/user_json.hpp"
#include "api/http/request.hpp"
#include "api/json/writer.hpp"
#include "tools/exit_code.hpp"
#include "tools/import/dry_run_log.hpp"
#include "tools/import/import_history.hpp"
#include "tools/import/import_people.hpp"
#include "tools/import/input_file.hpp"
#include "tools/output.hpp"
#include "tools/plain_text.hpp"
#include "tools/progress.hpp"

namespace rolecall {
namespace {

std::string figure(std::string_view name, std::uint64_t value) {
  return fmt::format("{:<18}  {}\n", name, value);
}

std::string rate(std::string_view name, std::uint64_t done, double seconds) {
  return fmt::format("{:<18}  {:.3f}\n{:<18}  {:.0f}\n", "seconds", seconds, name,
                     static_cast<double>(done) / std::max(seconds, 1e-6));
}

constexpr const char* is_stored =
    "The import has gone on all the same; to see what came of it, import the same file again.";

// What is wrong with the file is no wrong usage.
int fail_import(const Error& error) {
  const int code = fail(error);
  return code == exit_usage ? exit_failure : code;
}

std::string describe(const ImportReport& report, Position position, double seconds, bool as_json) {
  std::string text;
  if (as_json) {
    JsonWriter json(text);
    json.begin_object();
    json.member("lines", report.lines);
    json.member("lines_before", report.lines_before);
    json.member("events", report.events);
    json.member("position", number(position));
    json.member("took_ms", static_cast<std::int64_t>(seconds * 1e3));
    json.end_object();
    return text += '\n';
  }
  text += figure("lines", report.lines);
  if (report.lines_before != 0) text += figure("  stored before", report.lines_before);
  text += figure("events stored", report.events);
  text += figure("position", number(position));
  return text += rate("events/s", report.events, seconds);
}

int run_history(const ImportOptions& options, std::FILE* file) {
  const auto opened = open_directory(options.common, LmdbMode::read_write);
  if (!opened) return fail(opened.error());
  (*opened)->expect_many_commands();

  Progress progress("import");
  const auto report = import_history(
      **opened, file, [&](std::uint64_t done, std::uint64_t lines) { progress.show(done, lines); });
  if (!report) return fail_import(report.error());
  const Position position = (*opened)->directory.model().head();
  const int printed =
      print(describe(*report, position, progress.seconds(), options.common.json), is_stored);
  if (!report->refused) return printed;

  const auto& [line_no, error] = *report->refused;
  if (line_no == 1) return fail_import(error);
  fail(error);
  std::fprintf(stderr, "The %llu lines before it are stored, it and those behind it are not.\n",
               static_cast<unsigned long long>(line_no - 1));
  return exit_partial;
}

PeopleFormat format_of(const ImportOptions& options) {
  if (!options.format.empty()) return *parse_people_format(options.format);
  const std::string extension = std::filesystem::path(options.file).extension();
  if (equal_without_case(extension, ".csv")) return PeopleFormat::csv;
  if (equal_without_case(extension, ".ldif")) return PeopleFormat::ldif;
  return PeopleFormat::ndjson;
}

// The flags that say what becomes of what, which are for files that do not say it themselves.
Result<PeopleMapping> mapping_of(const ImportOptions& options, PeopleFormat format) {
  const bool says_itself = format == PeopleFormat::ndjson || format == PeopleFormat::csv;
  const auto only_for = [](const char* flag, const char* formats) {
    return invalid(flag, std::string("is for --format ") + formats);
  };
  if (says_itself && !options.role_from.empty()) {
    return only_for("--role-from", "ldif, keycloak and scim: the file has a role for each");
  }
  if (says_itself && options.groups) return only_for("--groups", "ldif, keycloak and scim");
  if (format != PeopleFormat::ldif && !options.map.empty()) return only_for("--map", "ldif");
  auto roles = RoleTable::parse(options.role_from);
  if (!roles) return roles.error();
  auto map = parse_attribute_map(options.map);
  if (!map) return map.error();
  return PeopleMapping{*std::move(roles), options.groups, *std::move(map)};
}

void append_json(std::string& text, const ImportedRow& row, bool dry_run) {
  JsonWriter json(text);
  json.begin_object();
  json.member("line", row.line_no);
  if (row.entry_no != 0) json.member("entry", row.entry_no);
  if (!row.outcome) {
    const Error& error = row.outcome.error();
    json.member("result", "refused");
    json.member("code", name_of(error.code));
    json.member_or_null("field", error.field);
    json.member("detail", std::string_view(error.detail));
  } else if (dry_run && !row.is_from_before) {
    json.member("result", "would_create");
  } else {
    json.member("result", row.is_from_before ? "already_imported" : "created");
    append_id(json, "id", row.outcome->user);
    json.member("position", number(row.outcome->position));
  }
  json.end_object();
  text += '\n';
}

// Only what was refused. The name of a member comes from the file, and may hold anything.
void append_text(std::string& text, const ImportedRow& row) {
  if (row.outcome) return;
  const Error& error = row.outcome.error();
  const std::string field = error.field.empty() ? "" : error.field + ": ";
  const std::string entry = row.entry_no == 0 ? "" : ", entry " + std::to_string(row.entry_no);
  text += "line " + std::to_string(row.line_no) + entry + ": " + in_one_line(field + error.detail) +
          "\n";
}

void append(std::string& text, const PeopleReport& report, Position position, double seconds,
            const ImportOptions& options) {
  if (options.common.json) return;  // the rows have said it
  const std::uint64_t people = report.created + report.created_before + report.refused;
  text += figure("people", people);
  text += figure(options.dry_run ? "  would create" : "  created", report.created);
  if (report.created_before != 0) text += figure("  already imported", report.created_before);
  if (report.refused != 0) text += figure("  refused", report.refused);
  if (report.groups_created != 0) {
    text +=
        figure(options.dry_run ? "groups, would make" : "groups created", report.groups_created);
  }
  if (!options.dry_run) text += figure("position", number(position));
  text += rate("people/s", people, seconds);
}

int import_people_into(Directory& directory, const ImportDigest& digest, PeopleReader& reader,
                       std::uint64_t lines, const ImportOptions& options) {
  Output output;
  bool is_written = true;  // or goes on unseen: the same file can be imported again
  Progress progress(options.dry_run ? "dry run" : "import");
  const auto report = import_people(directory, digest, reader, [&](const ImportedRow& row) {
    options.common.json ? append_json(output.text, row, options.dry_run)
                        : append_text(output.text, row);
    is_written = output.write_if_large() && is_written;
    progress.show(row.line_no, lines);
  });
  if (!report) return fail(report.error());
  append(output.text, *report, directory.model().head(), progress.seconds(), options);
  is_written = output.write() && is_written;
  for (const std::string& note : reader.notes())
    std::fprintf(stderr, "rolecall: %s\n", note.c_str());
  if (!is_written && !options.dry_run) std::fprintf(stderr, "%s\n", is_stored);
  if (report->failure) {
    const int code = fail(*report->failure);
    std::fputs("Import the same file again to go on.\n", stderr);
    return code;
  }
  if (!is_written) return exit_failure;
  return report->refused == 0 ? exit_ok : exit_partial;
}

int run_people(const ImportOptions& options, PeopleMapping mapping, std::FILE* file) {
  const std::uint64_t lines = count_lines(file);
  const auto reader = PeopleReader::open(file, format_of(options), std::move(mapping));
  if (!reader) return fail_import(reader.error());
  if (options.dry_run) {
    const auto dry_run = DryRun::open(options.common);
    if (!dry_run) return fail(dry_run.error());
    return import_people_into((*dry_run)->directory(), (*dry_run)->people_digest(), **reader, lines,
                              options);
  }
  const auto opened = open_directory(options.common, LmdbMode::read_write);
  if (!opened) return fail(opened.error());
  (*opened)->expect_many_commands();
  const auto digest = ImportDigest::of_people((*opened)->folder->keys().master());
  return import_people_into((*opened)->directory, digest, **reader, lines, options);
}

}  // namespace

int run_import(const ImportOptions& options) {
  auto mapping = mapping_of(options, format_of(options));
  if (!mapping) return fail(mapping.error());
  const auto file = open_input(options.file);
  if (!file) return fail(file.error());
  if (!options.people) return run_history(options, file->get());
  return run_people(options, *std::move(mapping), file->get());
}

}  // namespace rolecall
