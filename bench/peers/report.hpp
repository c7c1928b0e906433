// What has been measured, for people and for programs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/peers/compare.hpp"

namespace rolecall::peers {

// How long a server took to build its data anew, once in each round.
struct Rebuild {
  std::string server;
  std::vector<double> seconds;
};
// Lines of server, tab and seconds; in the order in which servers first come. None: no such file.
std::vector<Rebuild> read_rebuilds(const std::filesystem::path& file);

struct Report {
  std::size_t users = 0;
  Course course;
  std::vector<Comparison> comparisons;
  std::vector<Rebuild> rebuilds;  // rolecall's first
};

// Tables in Markdown: of jobs and, where there are any, of rebuilds.
std::string as_markdown(const Report& report);
// One line.
std::string as_json(const Report& report);

}  // namespace rolecall::peers
