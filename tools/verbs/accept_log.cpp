// rolecall accept-log: the log that is there, e.g. put back from a backup, is the one wanted.
#include <cstdio>

#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"

namespace rolecall {

int run_accept_log(const Common& common) {
  Common accepting = common;
  accepting.accepts_log = true;
  const auto opened = open_directory(accepting, LmdbMode::read_write);
  if (!opened) return fail(opened.error());
  DataFolder& folder = *(*opened)->folder;
  if (const auto accepted = folder.accept_log(wall_clock()); !accepted)
    return fail(accepted.error());
  const auto position =
      static_cast<unsigned long long>(number((*opened)->directory.model().head()));
  const std::string name = folder.log().name();
  if (common.json) {
    std::printf("{\"log\":\"%s\",\"position\":%llu}\n", name.c_str(), position);
  } else {
    std::printf("The log is accepted at position %llu; it is now %s\n", position, name.c_str());
  }
  return exit_ok;
}

}  // namespace rolecall
