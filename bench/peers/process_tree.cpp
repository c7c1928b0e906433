#include "bench/peers/process_tree.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

#include "tools/load/process_cpu.hpp"

namespace rolecall::peers {
namespace {

struct Process {
  pid_t parent = -1;
  double reaped_seconds = 0;  // of children that have been waited for
};

// /proc/PID/stat: behind the name, which may hold anything, state, parent, and the 11 figures
// before utime, stime, cutime and cstime.
std::optional<Process> read_process(const std::filesystem::path& folder) {
  std::ifstream file(folder / "stat");
  std::string stat;
  if (!std::getline(file, stat) || stat.rfind(')') == std::string::npos) return std::nullopt;
  std::istringstream behind_name(stat.substr(stat.rfind(')') + 1));
  char state = 0;
  Process process;
  behind_name >> state >> process.parent;
  std::string skipped;
  for (int i = 0; i < 11; ++i) behind_name >> skipped;
  double user = 0;
  double kernel = 0;
  if (!(behind_name >> user >> kernel)) return std::nullopt;
  process.reaped_seconds = (user + kernel) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return process;
}

std::map<pid_t, Process> all_processes() {
  std::map<pid_t, Process> all;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const std::string name = entry.path().filename();
    pid_t id = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), id).ec != std::errc{}) continue;
    if (const auto process = read_process(entry.path())) all.emplace(id, *process);
  }
  return all;
}

bool descends(const std::map<pid_t, Process>& all, pid_t process, pid_t root) {
  for (auto it = all.find(process); it != all.end(); it = all.find(it->second.parent)) {
    if (it->first == root) return true;
  }
  return false;
}

}  // namespace

std::optional<double> tree_cpu_seconds(pid_t root) {
  const auto all = all_processes();
  if (!all.contains(root)) return std::nullopt;
  double seconds = 0;
  for (const auto& [id, process] : all) {
    if (!descends(all, id, root)) continue;
    seconds += process.reaped_seconds + load::cpu_seconds_of(id).value_or(0);
  }
  return seconds;
}

}  // namespace rolecall::peers
