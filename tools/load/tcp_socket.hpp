// A connected TCP socket that is closed with its object.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "engine/result.hpp"

namespace rolecall::load {

class TcpSocket {
 public:
  // Waits until it is connected. What is written is sent at once (TCP_NODELAY); what is read
  // is waited for half a minute at most. `unavailable`: the system says why.
  static Result<TcpSocket> connect(const boost::asio::ip::tcp::endpoint& server);
  TcpSocket(TcpSocket&& other) noexcept;
  TcpSocket& operator=(TcpSocket&&) = delete;
  ~TcpSocket();

  int descriptor() const { return descriptor_; }

 private:
  explicit TcpSocket(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

// What errno says of a call of the system; `unavailable`.
Error system_failure(const char* call);

}  // namespace rolecall::load
