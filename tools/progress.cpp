#include "tools/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace rolecall {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t bar_columns = 30;
constexpr auto quiet_at_first = 1s;
constexpr auto bar_interval = 100ms;
constexpr auto line_interval = 5s;

}  // namespace

Progress::Progress(std::string what)
    : what_(std::move(what)),
      is_terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      due_(start_ + quiet_at_first) {}

Progress::~Progress() {
  if (shown_ && is_terminal_) std::fputs("\r\x1b[K", stderr);
}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  const auto now = Clock::now();
  if (now < due_) return;
  shown_ = true;
  const double part = total == 0 ? 1 : static_cast<double>(done) / static_cast<double>(total);
  const auto percent = static_cast<int>(part * 100);
  if (is_terminal_) {
    due_ = now + bar_interval;
    const auto full = std::min(static_cast<std::size_t>(part * bar_columns), bar_columns);
    const std::string bar = std::string(full, '#') + std::string(bar_columns - full, '.');
    std::fprintf(stderr, "\r%s [%s] %3d%%", what_.c_str(), bar.c_str(), percent);
    std::fflush(stderr);
  } else {
    due_ = now + line_interval;
    std::fprintf(stderr, "%s: %llu of %llu (%d%%)\n", what_.c_str(),
                 static_cast<unsigned long long>(done), static_cast<unsigned long long>(total),
                 percent);
  }
}

double Progress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

}  // namespace rolecall
