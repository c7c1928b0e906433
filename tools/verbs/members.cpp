// rolecall members GROUP: who is in a group, named by id or by name.
#include "tools/exit_code.hpp"
#include "tools/local_request.hpp"
#include "tools/named_subject.hpp"
#include "tools/opened_directory.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_members(const value& body) {
  static constexpr Column columns[] = {
      {"USER", [](const value& member) { return text_at(member, "/user/username"); }},
      {"ROLE", [](const value& member) { return text_at(member, "/role"); }},
      {"SINCE", [](const value& member) { return time_at(member, "/since"); }},
  };
  return format_table(columns, body.at("members").as_array());
}

}  // namespace

int run_members(const ReadOptions& options) {
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const auto group = group_asked((*opened)->directory.model(), options);
  if (!group) return fail(group.error());
  return answer_locally((*opened)->service, options, {"v1", "groups", group->text(), "members"},
                        format_members);
}

}  // namespace rolecall
