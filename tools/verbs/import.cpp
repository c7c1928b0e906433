// rolecall import FILE|-: history from NDJSON (import/history_line.hpp).
#include <algorithm>
#include <cstdio>
#include <string>

#include "api/json/writer.hpp"
#include "tools/exit_code.hpp"
#include "tools/import/import_history.hpp"
#include "tools/import/input_file.hpp"
#include "tools/progress.hpp"

namespace rolecall {
namespace {

void print(const ImportReport& report, Position position, double seconds, bool as_json) {
  const double events_per_s = static_cast<double>(report.events) / std::max(seconds, 1e-6);
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
  const auto row = [](const char* name, std::uint64_t value) {
    std::printf("%-14s  %llu\n", name, static_cast<unsigned long long>(value));
  };
  row("lines", report.lines);
  if (report.lines_before != 0) row("  stored before", report.lines_before);
  row("events stored", report.events);
  row("position", number(position));
  std::printf("%-14s  %.3f\n", "seconds", seconds);
  std::printf("%-14s  %.0f\n", "events/s", events_per_s);
}

}  // namespace

int run_import(const ImportOptions& options) {
  const auto file = open_input(options.file);
  if (!file) return fail(file.error());
  const auto opened = open_directory(options.common, LmdbMode::read_write);
  if (!opened) return fail(opened.error());

  Progress progress("import");
  const auto report =
      import_history(**opened, file->get(),
                     [&](std::uint64_t done, std::uint64_t lines) { progress.show(done, lines); });
  if (!report) {
    const int code = fail(report.error());
    return code == exit_usage ? exit_failure : code;
  }
  const Position position = (*opened)->directory.model().head();
  print(*report, position, progress.seconds(), options.common.json);
  if (!report->refused) return exit_ok;

  const auto& [line_no, error] = *report->refused;
  const int code = fail(error);
  if (line_no == 1) return code == exit_usage ? exit_failure : code;
  std::fprintf(stderr, "The %llu lines before it are stored, it and those behind it are not.\n",
               static_cast<unsigned long long>(line_no - 1));
  return exit_partial;
}

}  // namespace rolecall
