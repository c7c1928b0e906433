// rolecall import FILE|-: history from NDJSON (import/history_line.hpp), or people
// (people/README.md).
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <string>

#include "api/dialects/native/user_json.hpp"
#include "api/http/request.hpp"
#include "api/json/writer.hpp"
#include "tools/exit_code.hpp"
#include "tools/import/dry_run_log.hpp"
#include "tools/import/import_history.hpp"
#include "tools/import/import_people.hpp"
#include "tools/import/input_file.hpp"
#include "tools/progress.hpp"

namespace rolecall {
namespace {

void print_row(const char* name, std::uint64_t value) {
  std::printf("%-18s  %llu\n", name, static_cast<unsigned long long>(value));
}

void print_rate(const char* name, std::uint64_t done, double seconds) {
  std::printf("%-18s  %.3f\n", "seconds", seconds);
  std::printf("%-18s  %.0f\n", name, static_cast<double>(done) / std::max(seconds, 1e-6));
}

// What is wrong with the file is no wrong usage.
int fail_import(const Error& error) {
  const int code = fail(error);
  return code == exit_usage ? exit_failure : code;
}

void print(const ImportReport& report, Position position, double seconds, bool as_json) {
  if (as_json) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.member("lines", report.lines);
    json.member("lines_before", report.lines_before);
    json.member("events", report.events);
    json.member("position", number(position));
    json.member("took_ms", static_cast<std::int64_t>(seconds * 1e3));
    json.end_object();
    std::printf("%s\n", text.c_str());
    return;
  }
  print_row("lines", report.lines);
  if (report.lines_before != 0) print_row("  stored before", report.lines_before);
  print_row("events stored", report.events);
  print_row("position", number(position));
  print_rate("events/s", report.events, seconds);
}

int run_history(const ImportOptions& options, std::FILE* file) {
  const auto opened = open_directory(options.common, LmdbMode::read_write);
  if (!opened) return fail(opened.error());

  Progress progress("import");
  const auto report = import_history(
      **opened, file, [&](std::uint64_t done, std::uint64_t lines) { progress.show(done, lines); });
  if (!report) return fail_import(report.error());
  const Position position = (*opened)->directory.model().head();
  print(*report, position, progress.seconds(), options.common.json);
  if (!report->refused) return exit_ok;

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
  return equal_without_case(extension, ".csv") ? PeopleFormat::csv : PeopleFormat::ndjson;
}

void print_json(const ImportedRow& row, bool dry_run) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("line", row.line_no);
  if (!row.outcome) {
    const Error& error = row.outcome.error();
    json.member("result", "refused");
    json.member("code", word(error.code));
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
  std::fwrite(text.data(), 1, text.size(), stdout);
}

// Only what was refused. The name of a member comes from the file, and may hold anything.
void print_text(const ImportedRow& row) {
  if (row.outcome) return;
  const Error& error = row.outcome.error();
  std::string field = error.field.empty() ? "" : error.field + ": ";
  const auto is_control = [](char c) { return std::iscntrl(static_cast<unsigned char>(c)) != 0; };
  std::replace_if(field.begin(), field.end(), is_control, ' ');
  std::printf("line %llu: %s%s\n", static_cast<unsigned long long>(row.line_no), field.c_str(),
              error.detail.c_str());
}

void print(const PeopleReport& report, Position position, double seconds,
           const ImportOptions& options) {
  if (options.common.json) return;  // the rows have said it
  const std::uint64_t people = report.created + report.created_before + report.refused;
  print_row("people", people);
  print_row(options.dry_run ? "  would create" : "  created", report.created);
  if (report.created_before != 0) print_row("  already imported", report.created_before);
  if (report.refused != 0) print_row("  refused", report.refused);
  if (!options.dry_run) print_row("position", number(position));
  print_rate("people/s", people, seconds);
}

int import_people_into(Directory& directory, const ImportDigest& digest, PeopleReader& reader,
                       std::uint64_t lines, const ImportOptions& options) {
  Progress progress(options.dry_run ? "dry run" : "import");
  const auto report = import_people(directory, digest, reader, [&](const ImportedRow& row) {
    options.common.json ? print_json(row, options.dry_run) : print_text(row);
    progress.show(row.line_no, lines);
  });
  if (!report) return fail(report.error());
  print(*report, directory.model().head(), progress.seconds(), options);
  if (report->failure) {
    const int code = fail(*report->failure);
    std::fputs("Import the same file again to go on.\n", stderr);
    return code;
  }
  return report->refused == 0 ? exit_ok : exit_partial;
}

int run_people(const ImportOptions& options, std::FILE* file) {
  const std::uint64_t lines = count_lines(file);
  const auto reader = PeopleReader::open(file, format_of(options));
  if (!reader) return fail_import(reader.error());
  if (options.dry_run) {
    const auto dry_run = DryRun::open(options.common);
    if (!dry_run) return fail(dry_run.error());
    return import_people_into((*dry_run)->directory(), (*dry_run)->people_digest(), **reader, lines,
                              options);
  }
  const auto opened = open_directory(options.common, LmdbMode::read_write);
  if (!opened) return fail(opened.error());
  const auto digest = ImportDigest::of_people((*opened)->folder->keys().master());
  return import_people_into((*opened)->directory, digest, **reader, lines, options);
}

}  // namespace

int run_import(const ImportOptions& options) {
  const auto file = open_input(options.file);
  if (!file) return fail(file.error());
  return options.people ? run_people(options, file->get()) : run_history(options, file->get());
}

}  // namespace rolecall
