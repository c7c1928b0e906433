#include "tools/import/import_history.hpp"

#include <condition_variable>
#include <mutex>

#include "engine/events/event_reader.hpp"
#include "engine/limits.hpp"
#include "tools/import/history_line.hpp"
#include "tools/import/import_digest.hpp"
#include "tools/import/line_reader.hpp"

namespace rolecall {
namespace {

constexpr std::size_t in_flight_max_lines = 4 * limits::batch_max_commands;
static_assert(in_flight_max_lines <= limits::waiting_max_commands);

Error at_line(std::uint64_t line_no, const Error& error) {
  const std::string field = error.field.empty() ? "" : error.field + ": ";
  return {error.code, "", "line " + std::to_string(line_no) + ": " + field + error.detail};
}

Error something_else() {
  return {Errc::conflict, "", "history can be imported only into a directory of nothing else"};
}

// The mark of the last line that an earlier import stored; nothing: the log is empty.
Result<std::optional<RequestId>> last_mark(const Directory& directory) {
  const Position last = directory.log().last();
  if (last == Position{0}) return std::optional<RequestId>();
  const auto recorded = EventReader(directory.log(), directory.keys(), Open::nothing).at(last);
  if (!recorded) return recorded.error();
  const bool is_line =
      recorded->actor.kind == ActorKind::import && line_no_of(recorded->request).has_value();
  if (!is_line) return something_else();
  return std::optional(recorded->request);
}

// Reads all lines, writing nothing; answers how many there are.
Result<std::uint64_t> check_lines(std::FILE* file, ImportDigest digest,
                                  const std::optional<RequestId>& mark) {
  const std::uint64_t marked = mark ? *line_no_of(*mark) : 0;
  if (const auto checked = check_encoding(file); !checked) return checked.error();
  LineReader reader(file);
  for (;;) {
    const auto line = reader.next();
    if (!line) return at_line(reader.line_no(), line.error());
    if (!*line) break;
    const bool blank = is_blank(**line);
    if (!blank) {
      const auto request = parse_history_line(**line);
      if (!request) return at_line(reader.line_no(), request.error());
      digest.add(reader.line_no(), **line);
    }
    if (reader.line_no() == marked && (blank || digest.request_id() != *mark)) {
      return Error{Errc::conflict, "",
                   "the directory holds the first " + std::to_string(marked) +
                       " lines of a history, and those of this file are not the same"};
    }
  }
  const std::uint64_t lines = reader.line_no() - 1;
  if (lines < marked) {
    return Error{Errc::conflict, "",
                 "the directory holds " + std::to_string(marked) +
                     " lines of a history, and this file has only " + std::to_string(lines)};
  }
  return lines;
}

// Lines on their way through the writer, and the first that it refused.
class LinesInFlight {
 public:
  explicit LinesInFlight(Writer& writer) : writer_(writer) {}
  ~LinesInFlight() { wait(0); }

  void submit(CommandRequest request, std::uint64_t line_no) {
    wait(in_flight_max_lines - 1);
    {
      const std::lock_guard lock(mutex_);
      ++unanswered_;
    }
    writer_.submit(std::move(request), [this, line_no](const Result<Outcome>& outcome) {
      const std::lock_guard lock(mutex_);
      if (!outcome && !refused_) refused_ = {line_no, at_line(line_no, outcome.error())};
      --unanswered_;
      answered_.notify_one();
    });
  }

  // Until no more lines than this are unanswered.
  void wait(std::size_t most) {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [&] { return unanswered_ <= most; });
  }

  std::optional<ImportReport::Refusal> refused() const {
    const std::lock_guard lock(mutex_);
    return refused_;
  }

 private:
  Writer& writer_;
  mutable std::mutex mutex_;
  std::condition_variable answered_;
  std::size_t unanswered_ = 0;
  std::optional<ImportReport::Refusal> refused_;
};

}  // namespace

Result<ImportReport> import_history(OpenedDirectory& opened, std::FILE* file,
                                    const ImportProgress& progress) {
  Directory& directory = opened.directory;
  const auto mark = last_mark(directory);
  if (!mark) return mark.error();
  auto digest = ImportDigest::of_history(opened.folder->keys().master());
  const auto lines = check_lines(file, digest, *mark);
  if (!lines) return lines.error();

  ImportReport report;
  report.lines = *lines;
  report.lines_before = *mark ? *line_no_of(**mark) : 0;
  const std::uint64_t events_before = number(directory.model().head());
  LinesInFlight in_flight(directory.writer());
  LineReader reader(file);
  while (!in_flight.refused()) {
    const auto line = reader.next();
    if (!line) return at_line(reader.line_no(), line.error());
    if (!*line) break;
    if (is_blank(**line)) continue;
    digest.add(reader.line_no(), **line);
    if (reader.line_no() <= report.lines_before) continue;
    auto request = parse_history_line(**line);
    if (!request) return at_line(reader.line_no(), request.error());
    request->request = digest.request_id();
    in_flight.submit(*std::move(request), reader.line_no());
    progress(reader.line_no(), report.lines);
  }
  in_flight.wait(0);
  report.events = number(directory.model().head()) - events_before;
  report.refused = in_flight.refused();
  return report;
}

}  // namespace rolecall
