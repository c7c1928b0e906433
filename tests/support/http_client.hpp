// A small HTTP/1.1 client on a plain socket, for talking to a server in another process.
#pragma once

#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <string_view>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

#include "tests/support/exchange_record.hpp"

namespace rolecall::test {

struct HttpAnswer {
  int status = 0;  // 0: there was no whole answer, e.g. the server died
  std::string head;
  std::string body;

  // Empty: no such field.
  std::string header(const std::string& name) const {
    for (std::size_t at = head.find("\r\n"); at != std::string::npos && at + 2 < head.size();
         at = head.find("\r\n", at + 2)) {
      const char* const line = head.data() + at + 2;
      if (::strncasecmp(line, name.c_str(), name.size()) == 0 && line[name.size()] == ':') {
        const std::string value(line + name.size() + 1);
        return value.substr(1, value.find("\r\n") - 1);
      }
    }
    return {};
  }
};

// One connection to 127.0.0.1, kept alive; answers are of Content-Length or chunks. A read that
// waits for more than 30 s ends as if the server had died.
class HttpClient {
 public:
  explicit HttpClient(unsigned short port, std::string api_key = {})
      : api_key_(std::move(api_key)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval timeout{30, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient() { ::close(socket_); }

  bool connected() const { return connected_; }

  HttpAnswer get(const std::string& target) { return request("GET", target, {}); }
  // `json` empty: no body. `fields`: more of the head, each line with its CRLF.
  HttpAnswer request(std::string_view method, const std::string& target, const std::string& json,
                     const std::string& fields = {}) {
    send(method, target, json, fields);
    return receive();
  }

  // The halves of request(), e.g. to send and not wait.
  bool send(std::string_view method, const std::string& target, const std::string& json,
            const std::string& fields = {}) {
    const bool says_type = fields.find("Content-Type:") != std::string::npos;
    std::string all = fields;
    if (!json.empty() && !says_type) all += "Content-Type: application/json\r\n";
    if (!api_key_.empty()) all += "Authorization: Bearer " + api_key_ + "\r\n";
    return send_as_is(method, target, all, json);
  }
  // Adds no field but Content-Length, and Host where there is none.
  bool send_as_is(std::string_view method, const std::string& target, const std::string& fields,
                  const std::string& body) {
    std::string text = std::string(method) + " " + target + " HTTP/1.1\r\n" + fields;
    if (fields.find("Host: ") == std::string::npos) text += "Host: localhost\r\n";
    unanswered_.push_back({std::string(method), target, text, body});
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    for (std::string_view rest = text; !rest.empty();) {
      const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  HttpAnswer receive() {
    const auto head = receive_until("\r\n\r\n");
    if (!head) return {};
    HttpAnswer answer;
    answer.head = *head + "\r\n";
    if (answer.header("Transfer-Encoding") == "chunked") {
      if (!receive_chunks(answer.body)) return {};
    } else {
      const std::size_t size = std::strtoul(answer.header("Content-Length").c_str(), nullptr, 10);
      if (!receive_bytes(size, answer.body)) return {};
    }
    answer.status = std::atoi(answer.head.c_str() + std::strlen("HTTP/1.1 "));
    record_exchange(unanswered_.front(), answer.status, answer.head, answer.body);
    unanswered_.pop_front();
    return answer;
  }
  // What comes before the next `end`, which is left out; nothing: that does not come. For a body
  // without a length, of which receive() answers the head.
  std::optional<std::string> receive_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = buffer_.find(end)) == std::string::npos) {
      if (!read_some()) return std::nullopt;
    }
    std::string text = buffer_.substr(0, at);
    buffer_.erase(0, at + end.size());
    return text;
  }

 private:
  bool receive_bytes(std::size_t size, std::string& body) {
    while (buffer_.size() < size) {
      if (!read_some()) return false;
    }
    body.append(buffer_, 0, size);
    buffer_.erase(0, size);
    return true;
  }
  bool receive_chunks(std::string& body) {
    while (const auto line = receive_until("\r\n")) {
      const std::size_t size = std::strtoul(line->c_str(), nullptr, 16);
      if (!receive_bytes(size, body) || receive_until("\r\n") != "") return false;
      if (size == 0) return true;
    }
    return false;
  }
  bool read_some() {
    std::array<char, 65536> bytes;
    const ssize_t size = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (size > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

  const std::string api_key_;
  int socket_ = -1;
  bool connected_ = false;
  std::string buffer_;
  std::deque<HttpQuestion> unanswered_;
};

}  // namespace rolecall::test
