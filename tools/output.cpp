#include "tools/output.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "tools/exit_code.hpp"

namespace rolecall {
namespace {

bool dies_of_pipes = false;  // unless whoever started us has SIGPIPE ignored
bool has_failed = false;
bool reader_has_left = false;

void tell_failure(int reason) {
  has_failed = true;
  reader_has_left = reason == EPIPE && dies_of_pipes;
  if (reader_has_left) return;
  std::fprintf(stderr, "rolecall: the output could not be written: %s\n", std::strerror(reason));
}

}  // namespace

void guard_standard_streams() {
  dies_of_pipes = std::signal(SIGPIPE, SIG_IGN) == SIG_DFL;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // Opened the wrong way round: to use it fails, as it would have.
    const int flags = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (::fcntl(stream, F_GETFD) < 0) (void)::open("/dev/null", flags);
  }
}

bool write_out(std::string_view text) {
  while (!text.empty() && !has_failed) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      tell_failure(errno);
    }
  }
  return !has_failed;
}

bool wait_to_write_more(std::chrono::milliseconds time) {
  pollfd output{STDOUT_FILENO, 0, 0};
  if (::poll(&output, 1, static_cast<int>(time.count())) > 0 && !has_failed) tell_failure(EPIPE);
  return !has_failed;
}

int print(std::string_view text, std::string_view otherwise) {
  if (write_out(text)) return exit_ok;
  if (!otherwise.empty()) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(otherwise.size()), otherwise.data());
  }
  return exit_failure;
}

void end_as_told_by_readers() {
  if (!reader_has_left) return;
  std::signal(SIGPIPE, SIG_DFL);
  (void)std::raise(SIGPIPE);
}

}  // namespace rolecall
