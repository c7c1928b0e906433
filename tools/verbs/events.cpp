// rolecall events: the log, and what a running server adds to it.
#include <chrono>

#include "api/dialects/native/event_filter.hpp"
#include "api/dialects/native/event_json.hpp"
#include "api/http/body.hpp"
#include "engine/limits.hpp"
#include "tools/exit_code.hpp"
#include "tools/local_request.hpp"
#include "tools/named_subject.hpp"
#include "tools/opened_directory.hpp"
#include "tools/output.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

// The log tells nobody of another process that it has grown.
constexpr std::chrono::milliseconds look_interval{200};

struct FeedQuery {
  EventFilter filter;
  Position after{};
};

// Who is named is looked up once: whoever is renamed later is still meant.
Result<FeedQuery> parse_feed_query(const ReadOptions& options, const ReadModel& model) {
  const std::vector<NamedText> flags = flags_of(options);
  Parameters parameters(flags, Access::of_operator());
  FeedQuery query;
  query.after = native::after_parameter(parameters, model.head());
  query.filter = native::event_filter(parameters, View(model));
  if (const auto wrong = parameters.done()) return invalid(wrong->field, wrong->detail);
  return query;
}

// As the lines of the feed. A table that goes on has its titles once. False: it is not written.
bool print_feed(const std::vector<Recorded>& events, const ReadModel& model, bool as_json,
                bool with_titles) {
  std::string lines;
  boost::json::array rows;
  for (const Recorded& event : events) {
    std::string line;
    JsonWriter json(line);
    native::append_event(json, View(model, event.position), event);
    if (as_json) {
      lines += line + "\n";
    } else {
      rows.push_back(parse_answer(line));
    }
  }
  if (!as_json) {
    const std::string table = format_feed(rows, model);
    lines = with_titles ? table : table.substr(table.find('\n') + 1);
  }
  return write_out(lines);
}

// Ends only with an error.
int follow(Directory& directory, const ReadOptions& options) {
  const ReadModel& model = directory.model();
  auto query = parse_feed_query(options, model);
  if (!query) return fail(query.error());
  for (bool is_first = true;;) {
    const Position head = model.head();
    const auto page =
        list_events(directory, query->filter, {head, query->after, limits::page_max_rows});
    if (!page) return fail(page.error());
    if (!page->events.empty() && !print_feed(page->events, model, options.common.json, is_first)) {
      return exit_failure;
    }
    is_first = is_first && page->events.empty();
    if (page->next) {
      query->after = page->events.back().position;
      continue;
    }
    query->after = std::max(query->after, head);
    if (!wait_to_write_more(look_interval)) return exit_failure;
    if (const auto read = directory.catch_up(); !read) return fail(read.error());
  }
}

}  // namespace

int run_events(const ReadOptions& options) {
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  if (options.follow) return follow((*opened)->directory, options);
  const ReadModel& model = (*opened)->directory.model();
  return answer_locally((*opened)->service, options, {"v1", "events"},
                        [&](const auto& body) { return format_events(body, model); });
}

}  // namespace rolecall
