// One I/O thread and what its connections share.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include "api/http/budget.hpp"
#include "api/http/cors.hpp"
#include "api/http/listener.hpp"
#include "api/http/request.hpp"
#include "api/http/request_metrics.hpp"
#include "api/http/response.hpp"
#include "api/http/router.hpp"
#include "api/http/server.hpp"

namespace rolecall {

class Connection;

// What the connections of all workers have in common.
struct Shared {
  explicit Shared(const ServerOptions& options)
      : bodies(options.bodies_max_bytes),
        answers(options.answers_max_bytes),
        cors(options.cors_origins) {}

  std::atomic<std::size_t> connections{0};
  std::atomic<std::uint64_t> turned_away{0};
  Budget bodies;   // announced, and not whole yet
  Budget answers;  // made, and not written yet
  const Cors cors;
};

// A connection whose last request proved nothing; in its worker's list while nothing is done for
// it.
struct Unproved
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
};

// Threads: take(), make_room() and stop() from any, the rest from its own only.
// Lifetime: a late answer may keep it a moment longer than the server; nothing runs then any more.
class Worker : public std::enable_shared_from_this<Worker> {
 public:
  Worker(const ServerOptions& server_options, const Router& server_router,
         std::shared_ptr<Shared> shared_by_all);

  void start();
  void take(StreamSocket socket);  // counted in `connections` already
  // Closes that connection of `unproved` which has been silent longest; then tells whether there
  // was any, on its own thread.
  void make_room(std::function<void(bool)> tell);
  void stop();
  void join();

  void log(const AccessLine& line);
  // `route`: null for none.
  void count(const Route* route, int status, std::chrono::nanoseconds took);

  const ServerOptions& options;
  const Router& router;
  const std::shared_ptr<Shared> shared;
  boost::asio::io_context context{1};
  Request request;    // of whichever connection is being served
  Response response;  // to it
  std::string date;
  std::chrono::steady_clock::time_point tick;  // of the last sweep: exact enough for deadlines
  bool stopping = false;
  // The one that has been silent longest is the first.
  boost::intrusive::list<Unproved, boost::intrusive::constant_time_size<false>> unproved;

 private:
  void open(StreamSocket socket);
  void leave(Connection* connection);
  void begin_stop();
  void arm();
  void sweep();
  void flush_log();

  RequestMetrics::Shard* metrics_;  // null: nobody counts
  std::unordered_set<Connection*> connections_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point stop_deadline_;
  std::string log_lines_;
  std::thread thread_;
};

}  // namespace rolecall
