#include "tools/load/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace rolecall::load {
namespace {

constexpr std::size_t read_bytes = 65536;

Error socket_error(const char* what) {
  return {Errc::unavailable, {}, std::string(what) + ": " + std::strerror(errno)};
}

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

Error bad_answer() { return {Errc::corrupt, {}, "not an HTTP answer with a Content-Length"}; }

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

}  // namespace

std::uint64_t Tally::answers() const {
  std::uint64_t sum = 0;
  for (const Latencies& one : latencies) sum += one.total();
  return sum;
}

Result<std::size_t> answer_length(std::string_view bytes, int& status) {
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

Connection::Connection(Connection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      depth_(other.depth_),
      next_(other.next_),
      tally_(other.tally_),
      exhausted_(other.exhausted_),
      in_flight_(std::move(other.in_flight_)),
      out_(std::move(other.out_)),
      written_(other.written_),
      in_(std::move(other.in_)) {}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

Result<void> Connection::open(const boost::asio::ip::tcp::endpoint& server) {
  socket_ = ::socket(server.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0 ||
      ::connect(socket_, server.data(), static_cast<socklen_t>(server.size())) != 0) {
    return socket_error("connect");
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {};
}

Result<void> Connection::advance() {
  if (auto received = receive(); !received) return received;
  return send();
}

Result<void> Connection::receive() {
  for (;;) {
    const std::size_t had = in_.size();
    in_.resize(had + read_bytes);
    const ssize_t got = ::recv(socket_, in_.data() + had, read_bytes, MSG_DONTWAIT);
    in_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return Error{Errc::unavailable, {}, "the server has closed the connection"};
    if (got < 0) return would_wait() ? Result<void>{} : socket_error("recv");
    if (auto taken = take_answers(); !taken) return taken;
    if (static_cast<std::size_t>(got) < read_bytes) return {};
  }
}

Result<void> Connection::take_answers() {
  const Clock::time_point now = Clock::now();
  std::size_t taken = 0;
  for (;;) {
    int status = 0;
    const auto length = answer_length(std::string_view(in_).substr(taken), status);
    if (!length) return length.error();
    if (*length == 0) break;
    if (in_flight_.empty()) return Error{Errc::corrupt, {}, "an answer that nobody asked for"};
    taken += *length;
    const Sent sent = in_flight_.front();
    in_flight_.pop_front();
    const auto kind = static_cast<std::size_t>(sent.kind);
    tally_->latencies[kind].add(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now - sent.at).count()));
    if (status < 200 || status > 299) ++tally_->errors[kind];
  }
  in_.erase(0, taken);
  return {};
}

Result<void> Connection::send() {
  const Clock::time_point now = Clock::now();
  while (in_flight_.size() < depth_ && !exhausted_) {
    if (const auto kind = (*next_)(out_)) {
      in_flight_.push_back({*kind, now});
    } else {
      exhausted_ = true;
    }
  }
  while (written_ < out_.size()) {
    const ssize_t sent = ::send(socket_, out_.data() + written_, out_.size() - written_,
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) return would_wait() ? Result<void>{} : socket_error("send");
    written_ += static_cast<std::size_t>(sent);
  }
  out_.clear();
  written_ = 0;
  return {};
}

}  // namespace rolecall::load
