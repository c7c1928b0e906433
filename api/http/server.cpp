#include "api/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>

#include "api/http/asio_names.hpp"
#include "api/http/worker.hpp"

namespace rolecall {
namespace {

constexpr std::chrono::milliseconds accept_retry{100};
// Connections above the limit that wait for the place of another; descriptors are kept for them.
constexpr std::size_t replacing_most = limits::descriptors_reserved / 2;

// One try, without waiting: whoever has no room for a connection has no time for it either, nor for
// a handshake.
void turn_away(StreamSocket& socket, bool is_tls, Shared& shared) {
  --shared.connections;
  ++shared.turned_away;
  constexpr std::string_view answer =
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
      "Content-Length: 0\r\n\r\n";
  error_code ec;
  socket.non_blocking(true, ec);
  if (!ec && !is_tls) socket.write_some(asio::buffer(answer.data(), answer.size()), ec);
  socket.shutdown(StreamSocket::shutdown_send, ec);
}

using Workers = std::vector<std::shared_ptr<Worker>>;

Workers make_workers(const ServerOptions& options, const Router& router,
                     const std::shared_ptr<Shared>& shared) {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  Workers workers(options.threads ? options.threads : cores);
  for (auto& worker : workers) worker = std::make_shared<Worker>(options, router, shared);
  return workers;
}

}  // namespace

struct Server::State {
  State(const ServerOptions& server_options, const Router& router,
        std::shared_ptr<Shared> shared_by_all)
      : options(server_options),
        shared(std::move(shared_by_all)),
        workers(make_workers(options, router, shared)) {}

  Result<void> open_listeners();
  asio::awaitable<void> accept(Listener& listener);
  void admit(StreamSocket socket, std::size_t home, bool is_tls);
  void replace(const std::shared_ptr<StreamSocket>& socket, std::size_t home, std::size_t tried,
               bool is_tls);

  const ServerOptions options;
  const std::shared_ptr<Shared> shared;
  const Workers workers;
  // These on the first worker's thread.
  std::vector<std::unique_ptr<Listener>> listeners;
  std::size_t turn = 0;
  std::size_t accepting = 0;
  std::promise<void> accepting_ended;
  bool stopped = false;
};

Result<void> Server::State::open_listeners() {
  for (const ListenAt& where : options.listen) {
    auto listener = Listener::open(workers[0]->context, where);
    if (!listener) return listener.error();
    listeners.push_back(*std::move(listener));
  }
  return {};
}

// One thread hands out in turn: a few busy connections are spread evenly, and a second server on
// the same port is refused instead of taking half of the connections.
asio::awaitable<void> Server::State::accept(Listener& listener) {
  while (listener.acceptor.is_open()) {
    const std::size_t home = turn++ % workers.size();
    StreamSocket socket(workers[home]->context);
    error_code ec;
    co_await listener.acceptor.async_accept(socket, redirect_error(use_awaitable, ec));
    if (ec && listener.acceptor.is_open()) {  // out of descriptors, most likely
      asio::steady_timer retry(workers[0]->context, accept_retry);
      co_await retry.async_wait(redirect_error(use_awaitable, ec));
    } else if (!ec) {
      admit(std::move(socket), home, options.tls && !listener.is_unix());
    }
  }
}

void Server::State::admit(StreamSocket socket, std::size_t home, bool is_tls) {
  const std::size_t connections = ++shared->connections;
  if (connections <= options.connections_max) return workers[home]->take(std::move(socket));
  if (connections <= options.connections_max + replacing_most) {
    return replace(std::make_shared<StreamSocket>(std::move(socket)), home, 0, is_tls);
  }
  turn_away(socket, is_tls, *shared);
}

// Asks one worker after the other, that of the new connection first, for a place.
void Server::State::replace(const std::shared_ptr<StreamSocket>& socket, std::size_t home,
                            std::size_t tried, bool is_tls) {
  workers[(home + tried) % workers.size()]->make_room([=, this](bool has_room) {
    if (has_room) {
      workers[home]->take(std::move(*socket));
    } else if (tried + 1 < workers.size()) {
      replace(socket, home, tried + 1, is_tls);
    } else {
      turn_away(*socket, is_tls, *shared);
    }
  });
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const Router& router) {
  const auto shared = std::make_shared<Shared>(options);
  if (options.metrics) {
    options.metrics->begin(
        router.routes(),
        [shared, most = options.connections_max] {
          return RequestMetrics::Connections{shared->connections, most, shared->turned_away};
        },
        options.access_log ? options.access_log->lost_lines() : nullptr);
  }
  auto state = std::make_unique<State>(options, router, shared);
  if (auto opened = state->open_listeners(); !opened) return opened.error();
  State* const running = state.get();
  running->accepting = running->listeners.size();
  for (const auto& listener : running->listeners) {
    asio::co_spawn(running->workers[0]->context, running->accept(*listener),
                   [running](std::exception_ptr) {
                     if (--running->accepting == 0) running->accepting_ended.set_value();
                   });
  }
  for (const auto& worker : state->workers) worker->start();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() { stop(); }

unsigned short Server::port() const {
  for (const auto& listener : state_->listeners) {
    if (!listener->is_unix()) return listener->port();
  }
  return 0;
}

std::vector<std::string> Server::urls() const {
  std::vector<std::string> urls;
  for (const auto& listener : state_->listeners) {
    urls.push_back(listener->url(state_->options.tls != nullptr));
  }
  return urls;
}

bool Server::responds_within(std::chrono::milliseconds time) const {
  const auto deadline = std::chrono::steady_clock::now() + time;
  std::vector<std::future<void>> answers;
  for (const auto& worker : state_->workers) {
    answers.push_back(asio::post(worker->context, asio::use_future));
  }
  return std::ranges::all_of(answers, [&](const std::future<void>& answer) {
    return answer.wait_until(deadline) == std::future_status::ready;
  });
}

void Server::stop() {
  if (std::exchange(state_->stopped, true)) return;
  asio::post(state_->workers[0]->context, [state = state_.get()] {
    for (const auto& listener : state->listeners) listener->close();
  });
  // Every connection accepted has then been handed over, ahead of the message to stop.
  state_->accepting_ended.get_future().wait();
  for (const auto& worker : state_->workers) worker->stop();
  for (const auto& worker : state_->workers) worker->join();
}

}  // namespace rolecall
