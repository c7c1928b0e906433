#include "tools/import/import_people.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <unordered_set>
#include <utility>
#include <variant>

#include "engine/events/event_reader.hpp"
#include "engine/limits.hpp"
#include "tools/import/imported_lines.hpp"

namespace rolecall {
namespace {

// More than one batch, so that rows are read while another batch is on its way to the disk.
constexpr std::size_t in_flight_max_rows = 2 * limits::batch_max_commands;
static_assert(in_flight_max_rows <= limits::waiting_max_commands);

// Rows on their way through the writer, and those that have waited for nothing but their turn.
class RowsInFlight {
 public:
  using Tell = std::function<void(ImportedRow)>;

  RowsInFlight(Writer& writer, Tell tell) : writer_(writer), tell_(std::move(tell)) {}
  RowsInFlight(const RowsInFlight&) = delete;
  RowsInFlight& operator=(const RowsInFlight&) = delete;
  ~RowsInFlight() {
    while (!rows_.empty()) take_first();
  }

  void submit(ImportedRow result, CommandRequest request) {
    Row& row = add(std::move(result), false);
    writer_.submit(std::move(request), [this, &row](Result<Outcome> outcome) {
      const std::lock_guard lock(mutex_);
      row.result.outcome = std::move(outcome);
      row.answered = true;
      answered_.notify_one();
    });
  }
  // A row that the writer need not see.
  void add_settled(ImportedRow result) { add(std::move(result), true); }

  // Until no more than these are under way.
  void tell_until(std::size_t most) {
    while (rows_.size() > most) tell_(take_first());
  }

 private:
  struct Row {
    ImportedRow result;
    bool answered = false;
  };

  Row& add(ImportedRow result, bool answered) {
    tell_until(in_flight_max_rows - 1);
    return rows_.emplace_back(Row{std::move(result), answered});
  }
  ImportedRow take_first() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [&] { return rows_.front().answered; });
    ImportedRow result = std::move(rows_.front().result);
    rows_.pop_front();
    return result;
  }

  Writer& writer_;
  const Tell tell_;
  std::mutex mutex_;  // of what is answered; the rows themselves are the caller's thread's
  std::condition_variable answered_;
  std::deque<Row> rows_;  // in a deque they stay where they are
};

// The creation of a group, which is in no line. One that is there already is refused, and no
// matter; if it cannot be made, those who are in it are refused.
bool is_group(const ImportedRow& row) { return row.line_no == 0; }

// The store failed; the row itself may be fine.
bool is_failure(Errc code) {
  return code == Errc::unavailable || code == Errc::storage_full || code == Errc::corrupt;
}

CommandRequest request_for(Command command, const RequestId& mark) {
  CommandRequest request;
  request.command = std::move(command);
  request.actor.kind = ActorKind::op;
  request.channel = Channel::import;
  request.request = mark;
  return request;
}

// What the event at a position, the last of a user's creation, was the outcome of.
Result<Outcome> outcome_at(const Directory& directory, Position position) {
  const EventReader events(directory.log(), directory.keys(), Open::nothing);
  const auto recorded = events.at(position);
  if (!recorded) return recorded.error();
  return Outcome{
      .position = position, .changed = true, .user = user_of(recorded->event), .group = {}};
}

// The groups of the people to be created, each asked for once: whoever comes behind it in the queue
// of the writer can be in it.
class AskedGroups {
 public:
  explicit AskedGroups(RowsInFlight& in_flight) : in_flight_(in_flight) {}

  void ask_for(const std::vector<GroupRef>& groups) {
    for (const GroupRef& group : groups) {
      const std::string& name = std::get<GroupName>(group).text;
      if (!asked_.insert(name).second) continue;
      in_flight_.submit({.outcome = Outcome{}}, request_for(CreateGroup{name}, RequestId{}));
    }
  }

 private:
  RowsInFlight& in_flight_;
  std::unordered_set<std::string> asked_;
};

void count(PeopleReport& report, const ImportedRow& row) {
  if (is_group(row)) {
    if (row.outcome) ++report.groups_created;
  } else if (!row.outcome) {
    ++report.refused;
  } else if (row.is_from_before) {
    ++report.created_before;
  } else {
    ++report.created;
  }
}

}  // namespace

Result<PeopleReport> import_people(Directory& directory, ImportDigest digest, PeopleReader& reader,
                                   const std::function<void(const ImportedRow&)>& tell) {
  const auto before = ImportedLines::scan(directory);
  if (!before) return before.error();
  PeopleReport report;
  RowsInFlight in_flight(directory.writer(), [&](const ImportedRow& row) {
    if (report.failure) return;
    if (!row.outcome && is_failure(row.outcome.error().code)) {
      report.failure = row.outcome.error();
      return;
    }
    count(report, row);
    if (!is_group(row)) tell(row);
  });
  AskedGroups groups(in_flight);
  std::optional<Error> unread;
  while (!report.failure) {
    auto row = reader.next();
    if (!row) unread = row.error();
    if (!row || !*row) break;
    auto& [line_no, bytes, person, is_blank, entry_no] = **row;
    digest.add(line_no, bytes);
    if (is_blank) continue;
    const RequestId mark = digest.request_id();
    if (!person) {
      in_flight.add_settled({line_no, entry_no, person.error(), false});
    } else if (const auto position = before->find(mark)) {
      in_flight.add_settled({line_no, entry_no, outcome_at(directory, *position), true});
    } else {
      groups.ask_for(person->groups);
      in_flight.submit({line_no, entry_no, Outcome{}, false},
                       request_for(*std::move(person), mark));
    }
  }
  in_flight.tell_until(0);
  if (unread && !report.failure) report.failure = unread;
  return report;
}

}  // namespace rolecall
