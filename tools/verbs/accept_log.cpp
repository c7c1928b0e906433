// rolecall accept-log: the log that is there, e.g. put back from a backup, is the one wanted.
#include <string>

#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/output.hpp"

namespace rolecall {

int run_accept_log(const Common& common) {
  Common accepting = common;
  accepting.accepts_log = true;
  const auto opened = open_directory(accepting, LmdbMode::read_write);
  if (!opened) return fail(opened.error());
  DataFolder& folder = *(*opened)->folder;
  if (const auto accepted = folder.accept_log(wall_clock()); !accepted)
    return fail(accepted.error());
  const std::string position = std::to_string(number((*opened)->directory.model().head()));
  const std::string name = folder.log().name();
  const std::string text =
      common.json ? R"({"log":")" + name + R"(","position":)" + position + "}\n"
                  : "The log is accepted at position " + position + "; it is now " + name + "\n";
  return print(text, "The log is accepted all the same; it is now " + name);
}

}  // namespace rolecall
