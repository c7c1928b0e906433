// rolecall events: the log, and what a running server adds to it.
#include <chrono>
#include <cstdio>
#include <thread>

#include "api/json/body.hpp"
#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/question.hpp"
#include "tools/table.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

// The log tells nobody of another process that it has grown.
constexpr std::chrono::milliseconds look_interval{200};

boost::json::array events_of(std::string_view lines) {
  boost::json::array events;
  for (std::size_t end = 0; (end = lines.find('\n')) != lines.npos;) {
    events.push_back(parse_json(lines.substr(0, end)).value());
    lines.remove_prefix(end + 1);
  }
  return events;
}

// A table that goes on has its titles once.
std::string without_titles(const std::string& table) { return table.substr(table.find('\n') + 1); }

// What a poll answers that does not wait, again and again. Ends only with an error.
int follow(OpenedDirectory& opened, const ReadOptions& options) {
  const ReadModel& model = opened.directory.model();
  std::string after = "0";
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto& [name, value] : options.parameters) {
    if (name == "after") {
      after = value;
    } else {
      parameters.emplace_back(name, value);
    }
  }
  parameters.insert(parameters.end(), {{"wait", "0"}, {"after", after}});
  for (bool is_first = true;;) {
    const auto lines = ask(opened.service, {"v1", "events", "poll"}, parameters);
    if (!lines) return fail(lines.error());
    if (lines->empty()) {
      after = std::to_string(number(model.head()));
      std::this_thread::sleep_for(look_interval);
      if (const auto read = opened.directory.catch_up(); !read) return fail(read.error());
    } else {
      boost::json::value body{{"events", events_of(*lines)}};
      after = text_at(body.at("events").as_array().back(), "/position");
      const std::string table = options.common.json ? *lines : format_events(body, model);
      const bool has_titles = !options.common.json && !is_first;
      std::fputs((has_titles ? without_titles(table) : table).c_str(), stdout);
      std::fflush(stdout);
      is_first = false;
    }
    parameters.back().second = after;
  }
}

}  // namespace

int run_events(const ReadOptions& options) {
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  if (options.follow) return follow(**opened, options);
  const ReadModel& model = (*opened)->directory.model();
  return answer_question((*opened)->service, options, {"v1", "events"},
                         [&](const auto& body) { return format_events(body, model); });
}

}  // namespace rolecall
