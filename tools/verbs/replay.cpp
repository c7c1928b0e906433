// rolecall replay: folds the log anew, and tells what came out and how long it took.
#include <cstdio>

#include "tools/calls/answers.hpp"
#include "tools/calls/folder_backend.hpp"
#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

std::string format_state(const boost::json::value& body) {
  std::string text;
  for (const char* const name : {"position", "state_hash", "users", "groups"}) {
    text += std::string(name) + "  " + text_at(body, std::string("/") + name) + "\n";
  }
  return text;
}

}  // namespace

int run_replay(const ReadOptions& options) {
  Common common = options.common;
  common.without_snapshot = true;
  auto opened = open_directory(common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const double seconds = (*opened)->replayed.seconds;
  const std::uint64_t events = number((*opened)->directory.model().head());
  std::fprintf(stderr, "replayed %llu events in %.3f s (%.0f events/s)\n",
               static_cast<unsigned long long>(events), seconds,
               static_cast<double>(events) / seconds);
  FolderBackend folder(std::move(*opened), common);
  return run_read(folder, options, {"v1", "state"}, format_state);
}

}  // namespace rolecall
