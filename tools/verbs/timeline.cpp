// rolecall timeline USER: the roles a user has had, the latest first.
#include "tools/calls/subjects.hpp"
#include "tools/table.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_timeline(const value& body) {
  static constexpr Column columns[] = {
      {"ROLE", [](const value& span) { return text_at(span, "/role"); }},
      {"SINCE", [](const value& span) { return time_at(span, "/since"); }},
      {"UNTIL", [](const value& span) { return time_at(span, "/until"); }},
      {"VALID UNTIL", [](const value& span) { return time_at(span, "/valid_until"); }},
      {"POSITION", [](const value& span) { return text_at(span, "/position"); }, true},
      {"GIVEN BY", actor_of},
      {"CHANNEL", [](const value& span) { return text_at(span, "/channel"); }},
      {"REASON", [](const value& span) { return text_at(span, "/reason"); }},
  };
  return format_table(columns, body.at("roles").as_array());
}

}  // namespace

int run_timeline(const ReadOptions& options) {
  return run_read_about_user(options, "roles", format_timeline);
}

}  // namespace rolecall
