#include "api/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/asio_names.hpp"
#include "api/http/worker.hpp"

namespace rolecall {
namespace {

constexpr std::chrono::milliseconds accept_retry{100};
// Connections above the limit that wait for the place of another; descriptors are kept for them.
constexpr std::size_t replacing_most = limits::descriptors_reserved / 2;

// One try, without waiting: whoever has no room for a connection has no time for it either.
void turn_away(tcp::socket& socket) {
  constexpr std::string_view answer =
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
      "Content-Length: 0\r\n\r\n";
  error_code ec;
  socket.non_blocking(true, ec);
  if (!ec) socket.write_some(asio::buffer(answer.data(), answer.size()), ec);
  socket.shutdown(tcp::socket::shutdown_send, ec);
}

error_code listen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  error_code ec;
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
  return ec;
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
        workers(make_workers(options, router, shared)),
        acceptor(workers[0]->context),
        retry(workers[0]->context) {}

  asio::awaitable<void> accept();
  void admit(tcp::socket socket, std::size_t home);
  void replace(const std::shared_ptr<tcp::socket>& socket, std::size_t home, std::size_t tried);

  const ServerOptions options;
  const std::shared_ptr<Shared> shared;
  const Workers workers;
  tcp::acceptor acceptor;  // on the first worker's thread, as is `retry`
  asio::steady_timer retry;
  unsigned short port = 0;
  std::promise<void> accepting_ended;
  bool stopped = false;
};

// One acceptor hands out in turn: a few busy connections are spread evenly, and a second server on
// the same port is refused instead of taking half of the connections.
asio::awaitable<void> Server::State::accept() {
  for (std::size_t turn = 0; acceptor.is_open(); ++turn) {
    const std::size_t home = turn % workers.size();
    tcp::socket socket(workers[home]->context);
    error_code ec;
    co_await acceptor.async_accept(socket, redirect_error(use_awaitable, ec));
    if (ec && acceptor.is_open()) {  // out of descriptors, most likely
      retry.expires_after(accept_retry);
      co_await retry.async_wait(redirect_error(use_awaitable, ec));
    } else if (!ec) {
      admit(std::move(socket), home);
    }
  }
}

void Server::State::admit(tcp::socket socket, std::size_t home) {
  const std::size_t connections = ++shared->connections;
  if (connections <= options.connections_max) return workers[home]->take(std::move(socket));
  if (connections <= options.connections_max + replacing_most) {
    return replace(std::make_shared<tcp::socket>(std::move(socket)), home, 0);
  }
  --shared->connections;
  turn_away(socket);
}

// Asks one worker after the other, that of the new connection first, for a place.
void Server::State::replace(const std::shared_ptr<tcp::socket>& socket, std::size_t home,
                            std::size_t tried) {
  workers[(home + tried) % workers.size()]->make_room([=, this](bool has_room) {
    if (has_room) {
      workers[home]->take(std::move(*socket));
    } else if (tried + 1 < workers.size()) {
      replace(socket, home, tried + 1);
    } else {
      --shared->connections;
      turn_away(*socket);
    }
  });
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const Router& router) {
  error_code ec;
  const auto address = asio::ip::make_address(options.address, ec);
  if (ec) return invalid("listen", "the address must be numeric, e.g. 127.0.0.1 or ::1");
  const auto shared = std::make_shared<Shared>(options);
  if (options.metrics) {
    options.metrics->begin(
        router.routes(), [shared] { return shared->connections.load(); },
        options.access_log ? options.access_log->lost_lines() : nullptr);
  }
  auto state = std::make_unique<State>(options, router, shared);
  if ((ec = listen(state->acceptor, tcp::endpoint(address, options.port)))) {
    return Error{Errc::unavailable, "listen", "cannot listen there: " + ec.message()};
  }
  state->port = state->acceptor.local_endpoint(ec).port();
  State* const running = state.get();
  asio::co_spawn(running->workers[0]->context, running->accept(),
                 [running](std::exception_ptr) { running->accepting_ended.set_value(); });
  for (const auto& worker : state->workers) worker->start();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() { stop(); }

unsigned short Server::port() const { return state_->port; }

void Server::stop() {
  if (std::exchange(state_->stopped, true)) return;
  asio::post(state_->workers[0]->context, [state = state_.get()] {
    error_code ec;
    state->acceptor.close(ec);
    state->retry.cancel();
  });
  // Every connection accepted has then been handed over, ahead of the message to stop.
  state_->accepting_ended.get_future().wait();
  for (const auto& worker : state_->workers) worker->stop();
  for (const auto& worker : state_->workers) worker->join();
}

}  // namespace rolecall
