// rolecall groups: the living groups.
#include "tools/local_request.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_groups(const value& body) {
  static constexpr Column columns[] = {
      {"NAME", [](const value& group) { return text_at(group, "/name"); }},
      {"MEMBERS", [](const value& group) { return text_at(group, "/members"); }, true},
      {"OWNERS", [](const value& group) { return text_at(group, "/owners"); }, true},
      {"CREATED", [](const value& group) { return time_at(group, "/created_at"); }},
      {"ID", [](const value& group) { return text_at(group, "/id"); }},
  };
  return format_table(columns, body.at("groups").as_array());
}

}  // namespace

int run_groups(const ReadOptions& options) {
  return run_local_request(options, {"v1", "groups"}, format_groups);
}

}  // namespace rolecall
