#include "tools/serving/tls_watch.hpp"

#include <chrono>

#include <spdlog/spdlog.h>

namespace rolecall {
namespace {

constexpr std::chrono::seconds file_check_interval{2};

}  // namespace

TlsWatch::TlsWatch(Tls& tls)
    : tls_(tls), thread_([this](const std::stop_token& stop) { watch(stop); }) {}

void TlsWatch::reload() {
  if (const auto reloaded = tls_.reload(); !reloaded) {
    spdlog::error("the TLS files cannot be taken up, the old ones stay: {}: {}",
                  reloaded.error().field, reloaded.error().detail);
    return;
  }
  spdlog::info("the TLS files are taken up anew");
}

void TlsWatch::watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, stop, file_check_interval, [] { return false; })) {
    if (stop.stop_requested()) return;
    if (tls_.is_outdated()) reload();
  }
}

}  // namespace rolecall
