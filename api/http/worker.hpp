// One I/O thread and what its connections share.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/request.hpp"
#include "api/http/request_metrics.hpp"
#include "api/http/response.hpp"
#include "api/http/router.hpp"
#include "api/http/server.hpp"

namespace rolecall {

class Session;

// Threads: take() and stop() from any, the rest from its own only.
// Lifetime: a late answer may keep it a moment longer than the server; nothing runs then any more.
class Worker : public std::enable_shared_from_this<Worker> {
 public:
  Worker(const ServerOptions& server_options, const Router& server_router,
         std::atomic<std::size_t>& server_connections);

  void start();
  void take(boost::asio::ip::tcp::socket socket);  // counted in `connections` already
  void stop();
  void join();

  void log(const AccessLine& line);
  // `route`: null for none.
  void count(const Route* route, int status, std::chrono::nanoseconds took);

  const ServerOptions& options;
  const Router& router;
  boost::asio::io_context context{1};
  Request request;    // of whichever connection is being served
  Response response;  // to it
  std::string date;
  std::chrono::steady_clock::time_point tick;  // of the last sweep: exact enough for deadlines
  bool stopping = false;

 private:
  void open(boost::asio::ip::tcp::socket socket);
  void leave(Session* session);
  void begin_stop();
  void arm();
  void sweep();
  void flush_log();

  std::atomic<std::size_t>& connections_;
  RequestMetrics::Shard* metrics_;  // null: nobody counts
  std::unordered_set<Session*> sessions_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point stop_deadline_;
  std::string log_lines_;
  std::thread thread_;
};

}  // namespace rolecall
