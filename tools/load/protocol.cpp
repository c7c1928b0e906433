#include "tools/load/protocol.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <strings.h>
#include <sys/socket.h>
#include <vector>

namespace rolecall::load {
namespace {

Error silence(std::string_view why) {
  return {Errc::unavailable, {}, "the server does not answer: " + std::string(why)};
}

Error bad_answer() { return {Errc::unavailable, {}, "not an HTTP answer with a Content-Length"}; }

template <class Number>
bool read_number(std::string_view text, Number& number) {
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{};
}

// What Content-Length says in a head; an answer without content need not have one.
std::optional<std::size_t> content_length(std::string_view head, int status) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  for (std::size_t at = head.find("\r\n"); at + name.size() < head.size();
       at = head.find("\r\n", at + 2)) {
    if (::strncasecmp(head.data() + at, name.data(), name.size()) != 0) continue;
    std::size_t length = 0;
    if (!read_number(head.substr(at + name.size()), length)) return std::nullopt;
    return length;
  }
  if (status == 204) return 0;
  return std::nullopt;
}

Result<void> write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return silence(std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

}  // namespace

Result<std::size_t> http_answer_length(std::string_view bytes, int& status) {
  const std::size_t head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return 0;
  const std::string_view head = bytes.substr(0, head_end + 2);
  if (!head.starts_with("HTTP/1.1 ") || !read_number(head.substr(9, 3), status)) {
    return bad_answer();
  }
  const auto length = content_length(head, status);
  if (!length) return bad_answer();
  const std::size_t whole = head_end + 4 + *length;
  return whole <= bytes.size() ? whole : 0;
}

Result<std::string> exchange(const TcpSocket& socket, AnswerLength answer_length,
                             std::string_view bytes, unsigned answers, int& status) {
  if (auto written = write_all(socket.descriptor(), bytes); !written) return written.error();
  std::string received;
  std::vector<char> part(65536);
  status = 200;
  for (std::size_t at = 0; answers > 0;) {
    int its_status = 0;
    const auto length = answer_length(std::string_view(received).substr(at), its_status);
    if (!length) return length.error();
    if (*length != 0) {
      at += *length;
      --answers;
      if (is_done(status)) status = its_status;
      continue;
    }
    const ssize_t got = ::recv(socket.descriptor(), part.data(), part.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) return silence("it has closed the connection");
    if (got < 0) return silence(std::strerror(errno));
    received.append(part.data(), static_cast<std::size_t>(got));
  }
  return received;
}

Result<TcpSocket> connect_and_greet(const boost::asio::ip::tcp::endpoint& server,
                                    const Protocol& protocol) {
  auto socket = TcpSocket::connect(server);
  if (!socket || protocol.greeting.empty()) return socket;
  int status = 0;
  const auto answer = exchange(*socket, protocol.answer_length, protocol.greeting,
                               protocol.greeting_answers, status);
  if (!answer) return answer.error();
  if (!is_done(status)) {
    return Error{Errc::unavailable, {}, "the server refuses the greeting: " + *answer};
  }
  return socket;
}

}  // namespace rolecall::load
