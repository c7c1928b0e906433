#include "tools/load/tcp_socket.hpp"

#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace rolecall::load {
namespace {

constexpr timeval answer_timeout{30, 0};

}  // namespace

Error system_failure(const char* call) {
  return {Errc::unavailable, {}, std::string(call) + ": " + std::strerror(errno)};
}

Result<TcpSocket> TcpSocket::connect(const boost::asio::ip::tcp::endpoint& server) {
  TcpSocket socket(::socket(server.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.descriptor_ < 0 ||
      ::connect(socket.descriptor_, server.data(), static_cast<socklen_t>(server.size())) != 0) {
    return system_failure("connect");
  }
  ::setsockopt(socket.descriptor_, SOL_SOCKET, SO_RCVTIMEO, &answer_timeout, sizeof answer_timeout);
  const int on = 1;
  ::setsockopt(socket.descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

TcpSocket::TcpSocket(TcpSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

TcpSocket::~TcpSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace rolecall::load
