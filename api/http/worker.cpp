#include "api/http/worker.hpp"

#include <algorithm>
#include <csignal>
#include <ctime>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "api/http/asio_names.hpp"
#include "api/http/connection.hpp"

namespace rolecall {
namespace {

constexpr std::size_t log_block_bytes = 32768;

std::string http_date() {  // IMF-fixdate
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

}  // namespace

Worker::Worker(const ServerOptions& server_options, const Router& server_router,
               std::shared_ptr<Shared> shared_by_all)
    : options(server_options),
      router(server_router),
      shared(std::move(shared_by_all)),
      date(http_date()),
      tick(std::chrono::steady_clock::now()),
      metrics_(options.metrics ? &options.metrics->add_shard() : nullptr),
      work_(asio::make_work_guard(context)),
      timer_(context) {}

void Worker::count(const Route* route, int status, std::chrono::nanoseconds took) {
  if (metrics_ == nullptr) return;
  const std::vector<Route>& routes = router.routes();
  metrics_->count(route ? static_cast<std::size_t>(route - routes.data()) : routes.size(), status,
                  took);
}

void Worker::start() {
  arm();
  thread_ = std::thread([this] {
    // To write to a client who is gone is an error there; OpenSSL does not ask for that.
    sigset_t broken_pipes;
    ::sigemptyset(&broken_pipes);
    ::sigaddset(&broken_pipes, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &broken_pipes, nullptr);
    context.run();
  });
}

void Worker::take(StreamSocket socket) {
  asio::post(context, [this, taken = std::move(socket)]() mutable { open(std::move(taken)); });
}

void Worker::make_room(std::function<void(bool)> tell) {
  asio::post(context, [this, tell = std::move(tell)] {
    const bool has_any = !unproved.empty();
    if (has_any) static_cast<Connection&>(unproved.front()).close();
    tell(has_any);
  });
}

void Worker::open(StreamSocket socket) {
  if (stopping) {  // it was to take another one's place
    --shared->connections;
    return;
  }
  const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(socket));
  connections_.insert(connection.get());
  asio::co_spawn(context, connection->run(), [this, connection](std::exception_ptr) {
    // An exception here is memory running out: it costs this connection, not the server.
    leave(connection.get());
  });
}

void Worker::leave(Connection* connection) {
  connection->close();
  connections_.erase(connection);
  --shared->connections;
  if (stopping && connections_.empty()) timer_.cancel();
}

void Worker::stop() {
  asio::post(context, [this] { begin_stop(); });
}

void Worker::begin_stop() {
  stopping = true;
  stop_deadline_ = std::chrono::steady_clock::now() + options.stop_timeout;
  work_.reset();
  tick = std::chrono::steady_clock::now();
  for (Connection* const connection : connections_) connection->stop();
  arm();
}

void Worker::join() {
  if (thread_.joinable()) thread_.join();
  flush_log();
}

void Worker::arm() {
  if (stopping && connections_.empty()) {
    timer_.cancel();
    return;
  }
  constexpr std::chrono::milliseconds often{100};
  timer_.expires_after(stopping ? std::min(often, options.sweep_interval) : options.sweep_interval);
  timer_.async_wait([this](const error_code& ec) {
    if (ec || (stopping && connections_.empty())) return;
    sweep();
    arm();
  });
}

void Worker::sweep() {
  tick = std::chrono::steady_clock::now();
  date = http_date();
  flush_log();
  const bool abandon = stopping && tick >= stop_deadline_;
  for (Connection* const connection : connections_) {
    abandon ? connection->close() : connection->close_if_overdue();
  }
}

void Worker::log(const AccessLine& line) {
  append_access_line(log_lines_, line, options.access_log_format);
  if (log_lines_.size() >= log_block_bytes) flush_log();
}

void Worker::flush_log() {
  if (log_lines_.empty()) return;
  options.access_log->write(log_lines_);
  log_lines_.clear();
}

}  // namespace rolecall
