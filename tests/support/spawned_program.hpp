// A program run as a child process, with pipes for what it says.
#pragma once

#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace rolecall::test {

// How a program ended and what it said.
struct Ended {
  int code = 0;  // the exit code; minus the signal's number where a signal ended it
  std::string out;
  std::string err;
};

// Asked to end (SIGTERM) at the object's end if it still runs, and expected to end well: sanitizers
// tell by the exit code what was kept or done wrong. `input` must fit a pipe (64 KiB).
class SpawnedProgram {
 public:
  explicit SpawnedProgram(std::vector<std::string> arguments, const std::string& input = {}) {
    const Pipe in, out, err;
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork");
    if (pid_ == 0) run(std::move(arguments), in, out, err);
    if (!input.empty() && ::write(in.write, input.data(), input.size()) < 0) {
      throw std::runtime_error("write");
    }
    for (const int end : {in.read, in.write, out.write, err.write}) ::close(end);
    out_ = out.read;
    err_ = err.read;
  }
  SpawnedProgram(const SpawnedProgram&) = delete;
  SpawnedProgram& operator=(const SpawnedProgram&) = delete;
  ~SpawnedProgram() {
    if (pid_ > 0) end();
    ::close(out_);
    ::close(err_);
  }

  pid_t pid() const { return pid_; }
  void signal(int number) {
    ::kill(pid_, number);
    is_killed_ |= number == SIGKILL;
  }

  // The next line of stdout without its end; nothing: it has been closed, or said none in time.
  std::optional<std::string> read_line(int timeout_s = 30) {
    return read_line_of(text_.out, timeout_s);
  }
  // The same of stderr.
  std::optional<std::string> read_error_line(int timeout_s = 30) {
    return read_line_of(text_.err, timeout_s);
  }

  // Waits for its end; `out` is what read_line() has not taken. Kills it after the timeout.
  Ended wait(int timeout_s = 120) {
    while (out_open_ || err_open_) {
      if (!read_some(timeout_s)) break;
    }
    if (out_open_ || err_open_) signal(SIGKILL);
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    text_.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return std::move(text_);
  }

 private:
  struct Pipe {
    Pipe() {
      std::array<int, 2> ends{};
      if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
      read = ends[0];
      write = ends[1];
    }
    int read, write;
  };

  [[noreturn]] static void run(std::vector<std::string> arguments, const Pipe& in, const Pipe& out,
                               const Pipe& err) {
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    ::dup2(in.read, STDIN_FILENO);
    ::dup2(out.write, STDOUT_FILENO);
    ::dup2(err.write, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }

  // False: nothing came in time, or both have been closed.
  bool read_some(int timeout_s) {
    std::array<pollfd, 2> wanted{
        {{out_open_ ? out_ : -1, POLLIN, 0}, {err_open_ ? err_ : -1, POLLIN, 0}}};
    if (!out_open_ && !err_open_) return false;
    if (::poll(wanted.data(), wanted.size(), timeout_s * 1000) <= 0) return false;
    if (wanted[0].revents != 0) out_open_ = append(out_, text_.out);
    if (wanted[1].revents != 0) err_open_ = append(err_, text_.err);
    return true;
  }
  static bool append(int from, std::string& text) {
    std::array<char, 65536> buffer;
    const ssize_t size = ::read(from, buffer.data(), buffer.size());
    if (size > 0) text.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

  std::optional<std::string> read_line_of(std::string& text, int timeout_s) {
    for (;;) {
      if (const auto end = text.find('\n'); end != std::string::npos) {
        std::string line = text.substr(0, end);
        text.erase(0, end + 1);
        return line;
      }
      if (!read_some(timeout_s)) return std::nullopt;
    }
  }

  void end() {
    const int asked = is_killed_ ? SIGKILL : SIGTERM;
    signal(asked);
    const Ended ended = wait();
    EXPECT_TRUE(ended.code == 0 || ended.code == -asked) << ended.code << "\n" << ended.err;
  }

  pid_t pid_ = -1;
  bool is_killed_ = false;
  int out_ = -1;
  int err_ = -1;
  bool out_open_ = true;
  bool err_open_ = true;
  Ended text_;
};

inline Ended run_program(std::vector<std::string> arguments, const std::string& input = {}) {
  return SpawnedProgram(std::move(arguments), input).wait();
}

}  // namespace rolecall::test
