// rolecall role-changes: who changed which role when.
#include "tools/calls/answers.hpp"
#include "tools/table.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_role_changes(const value& body) {
  static constexpr Column columns[] = {
      {"POSITION", [](const value& change) { return text_at(change, "/position"); }, true},
      {"TIME", [](const value& change) { return time_at(change, "/time"); }},
      {"USER", [](const value& change) { return text_at(change, "/user/username"); }},
      {"FROM", [](const value& change) { return text_at(change, "/from"); }},
      {"TO", [](const value& change) { return text_at(change, "/to"); }},
      {"ACTOR", actor_of},
      {"CHANNEL", [](const value& change) { return text_at(change, "/channel"); }},
      {"REASON", [](const value& change) { return text_at(change, "/reason"); }},
  };
  return format_table(columns, body.at("role_changes").as_array());
}

}  // namespace

int run_role_changes(const ReadOptions& options) {
  return run_read(options, {"v1", "role-changes"}, format_role_changes);
}

}  // namespace rolecall
