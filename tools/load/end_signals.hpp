// What asks a run to end that has something to tidy up first.
#pragma once

#include <array>
#include <csignal>
#include <sys/types.h>

namespace rolecall::load {

// While it lives, SIGINT, SIGTERM, SIGHUP and SIGQUIT kill the child that is watched, so that
// whoever waits for the child goes on, and ends; with the object's end the signal ends this process
// as it would have. What whoever started us has ignored stays so. One at a time, before threads.
class EndSignals {
 public:
  EndSignals();
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;
  ~EndSignals();

  bool has_come() const;
  // From now on; -1: none. A signal that has come already kills it at once.
  void watch(pid_t child);

 private:
  static constexpr std::array numbers{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  using Handler = void (*)(int);

  std::array<Handler, numbers.size()> before_{};
};

}  // namespace rolecall::load
