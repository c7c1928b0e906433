#include "tools/changes/asked_secret.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "engine/secrets/private_file.hpp"

namespace rolecall {
namespace {

volatile std::sig_atomic_t interrupted_by = 0;

// While it lives, the terminal does not show what is typed. Whoever ends the process meanwhile gets
// the terminal back as it was.
class Unseen {
 public:
  Unseen() : is_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_terminal_) return;
    interrupted_by = 0;
    struct sigaction action {};
    action.sa_handler = [](int signal) { interrupted_by = signal; };
    for (std::size_t i = 0; i < signals.size(); ++i) {
      (void)::sigaction(signals[i], &action, &handled_before_[i]);
    }
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
  }
  ~Unseen() {
    if (!is_terminal_) return;
    (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    for (std::size_t i = 0; i < signals.size(); ++i) {
      (void)::sigaction(signals[i], &handled_before_[i], nullptr);
    }
    if (interrupted_by != 0) (void)::raise(interrupted_by);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

  // The next byte typed; nothing: the end, or a signal. Looked at again and again, since a signal
  // may come to another thread, or between a look and the wait.
  std::optional<char> next() const {
    pollfd typed{STDIN_FILENO, POLLIN, 0};
    while (interrupted_by == 0 && ::poll(&typed, 1, look_interval_ms) <= 0) {
    }
    char c = 0;
    const bool has_come = interrupted_by == 0 && ::read(STDIN_FILENO, &c, 1) == 1;
    return has_come ? std::optional(c) : std::nullopt;
  }

 private:
  static constexpr int look_interval_ms = 100;
  static constexpr std::array<int, 4> signals{SIGINT, SIGTERM, SIGQUIT, SIGHUP};

  termios before_{};
  const bool is_terminal_;
  std::array<struct sigaction, signals.size()> handled_before_{};
};

SecretText first_line(std::istream& in) {
  std::string line;
  std::getline(in, line);
  if (line.ends_with('\r')) line.pop_back();
  SecretText secret(line);
  wipe(line.data(), line.size());
  return secret;
}

SecretText typed_at_terminal(std::string_view prompt) {
  const Unseen unseen;
  std::fprintf(stderr, "%.*s: ", static_cast<int>(prompt.size()), prompt.data());
  std::string line;
  for (auto c = unseen.next(); c && *c != '\n'; c = unseen.next()) line.push_back(*c);
  std::fputc('\n', stderr);
  SecretText secret(interrupted_by == 0 ? line : std::string());
  wipe(line.data(), line.size());
  return secret;
}

}  // namespace

Result<SecretText> asked_secret(const std::string& flag, const std::string& file,
                                std::string_view prompt, Typed typed) {
  SecretText secret;
  if (!file.empty()) {
    struct stat about {};
    if (::stat(file.c_str(), &about) == 0 && !is_private(file, about)) {
      return invalid(flag, "names a file that others may read; make its mode 0600");
    }
    std::ifstream in(file);
    if (!in) return Error{Errc::not_found, flag, "names no file that can be read"};
    secret = first_line(in);
  } else if (::isatty(STDIN_FILENO) == 1) {
    secret = typed_at_terminal(prompt);
    if (typed == Typed::twice &&
        std::string_view(typed_at_terminal("Again")) != std::string_view(secret)) {
      return invalid("", "the two are not the same: nothing was done");
    }
  } else {
    secret = first_line(std::cin);
  }
  if (std::string_view(secret).empty()) return invalid(flag, "there is none: nothing was done");
  return secret;
}

}  // namespace rolecall
