#include "tools/load/own_server.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "tools/load/tcp_socket.hpp"

namespace rolecall::load {
namespace {

constexpr int start_timeout_ms = 60'000;

// What is set for another server (tools/flags/settings.hpp) is not for this one.
void forget_settings() {
  std::vector<std::string> variables;
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    if (text.starts_with("ROLECALL_")) variables.emplace_back(text.substr(0, text.find('=')));
  }
  for (const std::string& name : variables) ::unsetenv(name.c_str());
}

}  // namespace

Result<std::unique_ptr<OwnServer>> OwnServer::start() {
  std::unique_ptr<OwnServer> server(new OwnServer);
  auto folder = TemporaryFolder::make();
  if (!folder) return folder.error();
  server->folder_.emplace(*std::move(folder));
  if (auto spawned = server->spawn(); !spawned) return spawned.error();
  if (auto serves = server->wait_until_it_serves(); !serves) return serves.error();
  return server;
}

OwnServer::~OwnServer() {
  if (process_ > 0) {
    ::kill(process_, SIGTERM);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
    signals_.watch(-1);
  }
  if (output_ >= 0) ::close(output_);
}

Result<void> OwnServer::spawn() {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return system_failure("pipe");
  output_ = pipe[0];
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(EXIT_FAILURE);
    ::setpgid(0, 0);  // Ctrl-C is for its parent, which ends it
    become_server(pipe[1]);
  }
  signals_.watch(process_);
  ::close(pipe[1]);
  if (process_ < 0) return system_failure("fork");
  return {};
}

void OwnServer::become_server(int output) const {
  const std::string log = folder_->path() / "server.log";
  const std::string data = folder_->path() / "data";
  const int log_file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(log_file, STDERR_FILENO);
  forget_settings();
  ::execl("/proc/self/exe", "rolecall", "serve", "--listen", "127.0.0.1:0", "--data", data.c_str(),
          nullptr);
  ::_exit(EXIT_FAILURE);
}

// The line on its stdout that says where.
Result<void> OwnServer::wait_until_it_serves() {
  const std::string_view before = "rolecall serves ";
  std::string line;
  while (line.find('\n') == std::string::npos) {
    pollfd wanted{output_, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, start_timeout_ms);
    if (ready < 0 && errno == EINTR) continue;
    std::array<char, 256> part;
    const ssize_t got = ready > 0 ? ::read(output_, part.data(), part.size()) : 0;
    if (got <= 0) {
      return Error{Errc::unavailable, {}, "the server does not start: " + last_words()};
    }
    line.append(part.data(), static_cast<std::size_t>(got));
  }
  if (!line.starts_with(before)) return Error{Errc::unavailable, {}, "no server starts: " + line};
  url_ = line.substr(before.size(), line.find(' ', before.size()) - before.size());
  return {};
}

std::string OwnServer::last_words() const {
  std::ifstream log(folder_->path() / "server.log");
  std::string last;
  for (std::string line; std::getline(log, line);) {
    if (!line.empty()) last = line;
  }
  return last.empty() ? "it has said nothing" : last;
}

}  // namespace rolecall::load
