#include "tools/serving/server_signals.hpp"

#include <csignal>
#include <string_view>
#include <unistd.h>

#include "tools/exit_code.hpp"

namespace rolecall {
namespace {

// Whoever asks again has no more patience, e.g. because a disk does not answer.
void stop_at_once(int) {
  constexpr std::string_view message =
      "rolecall: asked to stop once more: ended at once, without waiting for what is in flight\n";
  // What cannot be written is not needed either.
  if (::write(STDERR_FILENO, message.data(), message.size()) < 0) ::_exit(exit_failure);
  ::_exit(exit_failure);
}

void let_signals_stop_at_once() {
  for (const int signal : {SIGINT, SIGTERM, SIGQUIT}) std::signal(signal, &stop_at_once);
}

}  // namespace

void ignore_hangups() { std::signal(SIGHUP, SIG_IGN); }

ServerSignals::ServerSignals() : signals_(context_, SIGINT, SIGTERM, SIGQUIT) {
  signals_.add(SIGHUP);
}

ServerSignals::StopAtOnce::~StopAtOnce() {
  let_signals_stop_at_once();
  ignore_hangups();
}

// The set is not cleared at the end: until its own end a signal would have its default effect.
int ServerSignals::wait(const std::function<void()>& reload) {
  int caught = SIGHUP;
  while (caught == SIGHUP) {
    signals_.async_wait([&](const boost::system::error_code&, int signal) { caught = signal; });
    context_.restart();
    context_.run();
    if (caught == SIGHUP) reload();
  }
  let_signals_stop_at_once();
  ignore_hangups();
  return caught;
}

}  // namespace rolecall
