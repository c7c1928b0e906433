#include "tests/support/http_client.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

constexpr std::chrono::seconds longest{30};

template <class Address>
int connected_socket(const Address& address) {
  const auto& any = reinterpret_cast<const sockaddr&>(address);
  const int socket = ::socket(any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(socket, &any, sizeof address) == 0) return socket;
  ::close(socket);
  return -1;
}

sockaddr_in address_of(unsigned short port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

sockaddr_un address_of(const std::filesystem::path& unix_socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, unix_socket.c_str(), sizeof address.sun_path - 1);
  return address;
}

bool is_ready(int socket, short events, std::chrono::milliseconds timeout) {
  pollfd poll{socket, events, 0};
  return ::poll(&poll, 1, static_cast<int>(timeout.count())) == 1;
}

}  // namespace

std::string HttpAnswer::header(std::string_view name) const {
  for (std::size_t end = head.find("\r\n"); end + 2 < head.size();) {
    const std::size_t start = end + 2;
    end = head.find("\r\n", start);
    const std::string line = head.substr(start, end - start);
    const std::size_t colon = line.find(": ");
    if (colon != name.size() || ::strncasecmp(line.data(), name.data(), colon) != 0) continue;
    return line.substr(colon + 2);
  }
  return {};
}

HttpClient::HttpClient(unsigned short port, std::string api_key)
    : api_key_(std::move(api_key)), socket_(connected_socket(address_of(port))) {}

HttpClient::HttpClient(const std::filesystem::path& unix_socket, std::string api_key)
    : api_key_(std::move(api_key)), socket_(connected_socket(address_of(unix_socket))) {}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : api_key_(other.api_key_),
      socket_(std::exchange(other.socket_, -1)),
      input_(std::move(other.input_)),
      unanswered_(std::move(other.unanswered_)) {}

HttpClient::~HttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

// ---- questions and answers ----------------------------------------------------------------------

HttpAnswer HttpClient::request(std::string_view method, const std::string& target,
                               const std::string& json, const std::string& fields) {
  send(method, target, json, fields);
  return receive();
}

bool HttpClient::send(std::string_view method, const std::string& target, const std::string& json,
                      const std::string& fields) {
  const bool says_type = fields.find("Content-Type:") != std::string::npos;
  std::string all = fields;
  if (!json.empty() && !says_type) all += "Content-Type: application/json\r\n";
  if (!api_key_.empty()) all += "Authorization: Bearer " + api_key_ + "\r\n";
  return send_as_is(method, target, all, json);
}

bool HttpClient::send_as_is(std::string_view method, const std::string& target,
                            const std::string& fields, const std::string& body) {
  std::string text = std::string(method) + " " + target + " HTTP/1.1\r\n" + fields;
  if (fields.find("Host: ") == std::string::npos) text += "Host: localhost\r\n";
  unanswered_.push_back({std::string(method), target, text, body});
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return try_send(text, longest);
}

HttpAnswer HttpClient::receive() {
  HttpAnswer answer = receive_head();
  if (answer.status == 0 || !receive_body(answer, answer.body)) return {};
  if (!unanswered_.empty()) {
    record_exchange(unanswered_.front(), answer.status, answer.head, answer.body);
    unanswered_.pop_front();
  }
  return answer;
}

HttpAnswer HttpClient::receive_head() {
  const auto head = receive_until("\r\n\r\n");
  if (!head) return {};
  return {std::atoi(head->c_str() + std::string_view("HTTP/1.1 ").size()), *head + "\r\n", {}};
}

// ---- bytes --------------------------------------------------------------------------------------

void HttpClient::send(std::string_view bytes) {
  try_send(bytes, longest);  // an early end shows when the answer is read
}

bool HttpClient::try_send(std::string_view bytes, std::chrono::seconds deadline) {
  if (!connected()) return false;
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!bytes.empty() && std::chrono::steady_clock::now() < end) {
    if (!is_ready(socket_, POLLOUT, std::chrono::milliseconds(100))) continue;
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return bytes.empty();
}

void HttpClient::finish_sending() { ::shutdown(socket_, SHUT_WR); }

void HttpClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

std::string HttpClient::receive_bytes(std::size_t count) {
  while (input_.size() < count && read_some()) {
  }
  std::string bytes = input_.substr(0, count);
  input_.erase(0, count);
  return bytes;
}

std::optional<std::string> HttpClient::receive_until(std::string_view end) {
  std::size_t at = 0;
  while ((at = input_.find(end)) == std::string::npos) {
    if (!read_some()) return std::nullopt;
  }
  std::string text = input_.substr(0, at);
  input_.erase(0, at + end.size());
  return text;
}

bool HttpClient::has_input() const {
  return is_ready(socket_, POLLIN, std::chrono::milliseconds(0));
}

bool HttpClient::is_closed() { return input_.empty() && !read_some() && input_.empty(); }

// A body without a length is left where it is.
bool HttpClient::receive_body(const HttpAnswer& head, std::string& body) {
  if (head.header("Transfer-Encoding") == "chunked") return receive_chunks(body);
  const std::size_t size = std::strtoul(head.header("Content-Length").c_str(), nullptr, 10);
  body = receive_bytes(size);
  return body.size() == size;
}

bool HttpClient::receive_chunks(std::string& body) {
  while (const auto line = receive_until("\r\n")) {
    const std::size_t size = std::strtoul(line->c_str(), nullptr, 16);
    const std::string chunk = receive_bytes(size);
    body += chunk;
    if (chunk.size() != size || receive_until("\r\n") != "") return false;
    if (size == 0) return true;
  }
  return false;
}

bool HttpClient::read_some() {
  if (!connected()) return false;
  if (!is_ready(socket_, POLLIN, longest)) {
    ADD_FAILURE() << "nothing arrived in time";
    return false;
  }
  std::array<char, 65536> bytes;
  const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (size > 0) input_.append(bytes.data(), static_cast<std::size_t>(size));
  return size > 0;
}

}  // namespace rolecall::test
