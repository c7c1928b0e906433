// A server for one run: this program as a child process, on an empty directory in a temporary
// folder. Both are gone when the run ends, however it ends; where this process is killed, the
// folder stays.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>

#include "engine/result.hpp"
#include "tools/load/end_signals.hpp"
#include "tools/load/temporary_folder.hpp"

namespace rolecall::load {

// One at a time. It ends with the thread that has started it, if not before.
class OwnServer {
 public:
  // Waits until it serves. Fails with unavailable and what it has said.
  static Result<std::unique_ptr<OwnServer>> start();
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;
  ~OwnServer();  // waits until the server has ended

  const std::string& url() const { return url_; }
  pid_t process() const { return process_; }
  // Whether a signal has asked for the end: then what fails is no news.
  bool is_asked_to_end() const { return signals_.has_come(); }
  // The last line of its log.
  std::string last_words() const;

 private:
  OwnServer() = default;
  Result<void> spawn();
  Result<void> wait_until_it_serves();
  [[noreturn]] void become_server(int output) const;

  EndSignals signals_;  // first, so that it ends behind the folder
  std::optional<TemporaryFolder> folder_;
  pid_t process_ = -1;
  int output_ = -1;  // its stdout
  std::string url_;
};

}  // namespace rolecall::load
