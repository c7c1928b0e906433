// Code that needs a process of its own: to hold a store beside this one, or to be killed.
#pragma once

#include <csignal>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace rolecall::test {

// Runs in a fork, which ends with what `run` answers and without destroying what it inherited.
inline pid_t start_child(const std::function<int()>& run) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(run());
  return child;
}

// The exit code; minus the signal's number where a signal ended it.
inline int exit_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

inline int run_in_child(const std::function<int()>& run) { return exit_of(start_child(run)); }

}  // namespace rolecall::test
