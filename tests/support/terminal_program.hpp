// A program that runs at a terminal of its own.
#pragma once

#include <csignal>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace rolecall::test {

class TerminalProgram {
 public:
  explicit TerminalProgram(std::vector<std::string> arguments) {
    pid_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
    if (pid_ < 0) throw std::runtime_error("forkpty");
    if (pid_ == 0) {
      std::vector<char*> words;
      for (std::string& argument : arguments) words.push_back(argument.data());
      words.push_back(nullptr);
      ::execv(words[0], words.data());
      ::_exit(127);
    }
  }
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;
  ~TerminalProgram() {
    if (pid_ > 0) wait();
    ::close(terminal_);
  }

  // What has been on the screen by the time it shows this; or all, where it ends without it, or
  // says nothing for half a minute.
  const std::string& read_until(const std::string& text) {
    while (screen_.find(text) == screen_.npos && read_some()) {
    }
    return screen_;
  }
  void type(const std::string& keys) const {
    if (::write(terminal_, keys.data(), keys.size()) < 0) throw std::runtime_error("write");
  }
  bool shows_what_is_typed() const {
    termios now{};
    return ::tcgetattr(terminal_, &now) == 0 && (now.c_lflag & ECHO) != 0;
  }
  // The exit code; minus the number of the signal that ended it. Who says nothing in time is
  // killed.
  int wait() {
    while (read_some()) {
    }
    if (is_silent_) ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  const std::string& screen() const { return screen_; }

 private:
  bool read_some() {
    constexpr int timeout_ms = 30'000;
    pollfd polled{terminal_, POLLIN, 0};
    char bytes[4096];
    is_silent_ = ::poll(&polled, 1, timeout_ms) == 0;
    const ssize_t size = is_silent_ ? 0 : ::read(terminal_, bytes, sizeof bytes);
    if (size <= 0) return false;
    screen_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  pid_t pid_ = -1;
  int terminal_ = -1;
  std::string screen_;
  bool is_silent_ = false;  // has said nothing in time
};

}  // namespace rolecall::test
