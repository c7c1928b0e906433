#include "tests/api/support/tcp_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

constexpr int deadline_ms = 10000;

int connected(unsigned short port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return socket;
  }
  ::close(socket);
  return -1;
}

bool wait_for(int socket, short events, int timeout_ms) {
  pollfd poll{socket, events, 0};
  return ::poll(&poll, 1, timeout_ms) == 1;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  const auto at = head.find("\r\n" + std::string(name) + ": ");
  if (at == head.npos) return "";
  const auto start = at + 2 + name.size() + 2;
  return head.substr(start, head.find("\r\n", start) - start);
}

TcpClient::TcpClient(unsigned short port) : socket_(connected(port)) { EXPECT_GE(socket_, 0); }

TcpClient::~TcpClient() {
  if (socket_ >= 0) ::close(socket_);
}

TcpClient::TcpClient(TcpClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), input_(std::move(other.input_)) {}

bool TcpClient::can_connect(unsigned short port) {
  const int socket = connected(port);
  if (socket >= 0) ::close(socket);
  return socket >= 0;
}

void TcpClient::send(std::string_view bytes) {
  try_send(bytes, std::chrono::seconds(10));  // an early end shows when the answer is read
}

bool TcpClient::try_send(std::string_view bytes, std::chrono::seconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!bytes.empty() && std::chrono::steady_clock::now() < end) {
    if (!wait_for(socket_, POLLOUT, 100)) continue;
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return bytes.empty();
}

void TcpClient::finish_sending() { ::shutdown(socket_, SHUT_WR); }

void TcpClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

bool TcpClient::read_some() {
  char bytes[65536];
  if (!wait_for(socket_, POLLIN, deadline_ms)) {
    ADD_FAILURE() << "nothing arrived in time";
    return false;
  }
  const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
  if (size > 0) input_.append(bytes, static_cast<std::size_t>(size));
  return size > 0;
}

Answer TcpClient::receive(Body body) {
  Answer answer;
  std::size_t head_end;
  while ((head_end = input_.find("\r\n\r\n")) == input_.npos) {
    if (!read_some()) return answer;
  }
  answer.head = input_.substr(0, head_end + 2);
  input_.erase(0, head_end + 4);
  const std::string length = answer.header("Content-Length");
  if (body == Body::by_length && !length.empty()) {
    const std::size_t size = std::stoul(length);
    while (input_.size() < size) {
      if (!read_some()) return answer;
    }
    answer.body = input_.substr(0, size);
    input_.erase(0, size);
  }
  answer.status = std::stoi(answer.head.substr(9, 3));
  return answer;
}

std::string TcpClient::receive_bytes(std::size_t count) {
  while (input_.size() < count && read_some()) {
  }
  std::string bytes = input_.substr(0, count);
  input_.erase(0, count);
  return bytes;
}

bool TcpClient::has_input() { return wait_for(socket_, POLLIN, 0); }

bool TcpClient::is_closed() { return input_.empty() && !read_some() && input_.empty(); }

}  // namespace rolecall::test
