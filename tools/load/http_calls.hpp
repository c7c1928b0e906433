// Calls of a server's HTTP API, one after the other, before and besides the load.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/json/value.hpp>

#include "engine/result.hpp"
#include "tools/load/tcp_socket.hpp"

namespace rolecall::load {

// What every request to one server says of itself.
struct Caller {
  std::string authority;  // of the server, for the field Host
  std::string api_key;    // empty: none
};

// A whole request; `body`, where it is not empty, is JSON.
void append_request(std::string& out, const Caller& caller, std::string_view method,
                    std::string_view target, std::string_view body = {});

// One connection that is kept. Threads: one; each call waits, half a minute at most.
class HttpCalls {
 public:
  // By the first of these that takes the connection. `unavailable`: none does.
  static Result<HttpCalls> open(const std::vector<boost::asio::ip::tcp::endpoint>& endpoints,
                                Caller caller);

  const boost::asio::ip::tcp::endpoint& server() const { return server_; }
  const Caller& caller() const { return caller_; }
  void set_api_key(std::string api_key) { caller_.api_key = std::move(api_key); }

  // The answer's JSON. An answer other than 2xx is an error that tells its status and `detail`;
  // `unavailable`: there is no answer, or it is not understood.
  Result<boost::json::value> call(std::string_view method, std::string_view target,
                                  std::string_view body = {});
  Result<boost::json::value> get(std::string_view target) { return call("GET", target); }

 private:
  HttpCalls(TcpSocket socket, const boost::asio::ip::tcp::endpoint& server, Caller caller)
      : socket_(std::move(socket)), server_(server), caller_(std::move(caller)) {}

  TcpSocket socket_;
  boost::asio::ip::tcp::endpoint server_;
  Caller caller_;
};

}  // namespace rolecall::load
