// Takes up a server's TLS files anew when they change, or when the operator asks for it. What
// cannot be used is told in the server's log, and the old ones stay.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "api/http/tls.hpp"

namespace rolecall {

class TlsWatch {
 public:
  explicit TlsWatch(Tls& tls);  // which outlives the watch

  void reload();  // now; from any thread

 private:
  void watch(const std::stop_token& stop);

  Tls& tls_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace rolecall
