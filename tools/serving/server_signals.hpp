// What the operator asks a server for by signals: to stop (SIGINT, SIGTERM, SIGQUIT), or to take up
// anew what lies in files (SIGHUP).
#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace rolecall {

// For the beginning of a run, while there is nothing yet to take up anew: until ServerSignals are
// there, SIGHUP is without effect.
void ignore_hangups();

// From its creation on, a request to stop no longer ends the process but wait(); the next one ends
// it at once, also after this. From one thread.
class ServerSignals {
 public:
  ServerSignals();

  // Waits for a request to stop, and answers the signal's number; calls `reload` for each SIGHUP.
  int wait(const std::function<void()>& reload);

 private:
  // The set's end gives signals back their default effect; ending takes longer than that.
  struct StopAtOnce {
    ~StopAtOnce();
  };

  StopAtOnce when_ended_;  // before the set, so that it ends behind it
  boost::asio::io_context context_;
  boost::asio::signal_set signals_;
};

}  // namespace rolecall
