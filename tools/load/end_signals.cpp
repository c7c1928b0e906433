#include "tools/load/end_signals.hpp"

#include <atomic>

namespace rolecall::load {
namespace {

// What the handler looks at.
std::atomic<pid_t> watched_child = -1;
std::atomic<int> caught_signal = 0;
static_assert(std::atomic<pid_t>::is_always_lock_free);

void kill_watched_child() {
  if (const pid_t child = watched_child; child > 0) ::kill(child, SIGKILL);
}

void catch_signal(int signal) {
  caught_signal = signal;
  kill_watched_child();
}

}  // namespace

EndSignals::EndSignals() {
  caught_signal = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    before_[i] = std::signal(numbers[i], &catch_signal);
    if (before_[i] == SIG_IGN) std::signal(numbers[i], SIG_IGN);
  }
}

EndSignals::~EndSignals() {
  for (std::size_t i = 0; i < numbers.size(); ++i) std::signal(numbers[i], before_[i]);
  if (caught_signal != 0) (void)std::raise(caught_signal);
}

bool EndSignals::has_come() const { return caught_signal != 0; }

void EndSignals::watch(pid_t child) {
  watched_child = child;
  if (has_come()) kill_watched_child();
}

}  // namespace rolecall::load
