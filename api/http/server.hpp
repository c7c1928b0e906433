// Takes connections where it listens and hands them to one I/O thread per core.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/http/access_log.hpp"
#include "api/http/listener.hpp"
#include "api/http/request_metrics.hpp"
#include "api/http/router.hpp"
#include "api/http/tls.hpp"
#include "api/http/trusted_proxies.hpp"
#include "engine/limits.hpp"
#include "engine/result.hpp"

namespace rolecall {

struct ServerOptions {
  std::vector<ListenAt> listen{TcpAddress{}};  // one at least
  Tls* tls = nullptr;      // for all of TCP; none: in the clear, as Unix sockets always are
  TrustedProxies proxies;  // whose word about their clients is taken
  unsigned threads = 0;    // 0: one per core
  // Of more, that goes which has been silent longest among those whose last request proved nothing;
  // where there is none, the new one is answered 503.
  std::size_t connections_max = limits::http_connections_max;
  std::size_t bodies_max_bytes = limits::http_bodies_max_bytes;    // announced and not whole yet
  std::size_t answers_max_bytes = limits::http_answers_max_bytes;  // made and not written yet
  std::size_t output_max_bytes = limits::http_output_max_bytes;
  // Deadlines of whole phases: they do not move with each byte. That of writing is of a piece, see
  // limits::answer_piece_bytes.
  std::chrono::milliseconds head_timeout = std::chrono::seconds(limits::http_head_timeout_s);
  std::chrono::milliseconds first_head_timeout =
      std::chrono::seconds(limits::http_first_head_timeout_s);
  std::chrono::milliseconds body_timeout = std::chrono::seconds(limits::http_body_timeout_s);
  std::chrono::milliseconds write_timeout = std::chrono::seconds(limits::http_write_timeout_s);
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(limits::http_idle_timeout_s);
  std::chrono::milliseconds linger_timeout = std::chrono::seconds(limits::http_linger_timeout_s);
  std::chrono::milliseconds stop_timeout = std::chrono::seconds(limits::http_stop_timeout_s);
  std::chrono::milliseconds sweep_interval = std::chrono::seconds(1);  // how exact deadlines are
  std::vector<std::string> cors_origins;  // whose pages may read answers, see cors.hpp
  std::string log;                  // Rolecall-Log, beside each Rolecall-Position; empty: none
  AccessLog* access_log = nullptr;  // none: no access lines
  AccessLogFormat access_log_format = AccessLogFormat::json;
  bool log_peers = false;             // whether access lines have the address of the other end
  RequestMetrics* metrics = nullptr;  // none: nothing is counted
  // Asked of each request before its route is; true: it has answered. Empty: none is held back.
  // Called on the I/O threads.
  std::function<bool(const Request&, Reply&)> answers_instead;
  // Calls `told` once, from any thread, when the position is reached or some seconds have passed.
  // Empty: an answer that awaits a position is given at once.
  std::function<void(Position, std::function<void()> told)> wait_for_position;
};

// Threads: start() and stop() from one thread. Handlers run on the I/O threads.
// Lifetime: router, TLS, access log and metrics must outlive the server.
class Server {
 public:
  // Listens when it returns. Fails as Listener::open() does.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, const Router& router);
  ~Server();  // stops

  unsigned short port() const;            // the first of TCP; 0: none
  std::vector<std::string> urls() const;  // as Listener::url() has them, in order

  // Whether every I/O thread gets to other work within that time. Before stop().
  bool responds_within(std::chrono::milliseconds time) const;

  // Takes no more connections, removes the files of Unix sockets, closes those without a whole
  // request, lets requests in flight finish within the stop timeout as long as their answers are
  // read, and returns when all threads have ended.
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace rolecall
