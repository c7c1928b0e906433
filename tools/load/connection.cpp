#include "tools/load/connection.hpp"

#include <cerrno>
#include <charconv>
#include <optional>
#include <strings.h>
#include <sys/socket.h>

namespace rolecall::load {
namespace {

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

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

}  // namespace

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

bool Connection::ask(const NextRequest& next, Clock::time_point due) {
  if (!next(out_)) return false;
  due_.push_back(due);
  return true;
}

Result<void> Connection::receive(std::span<char> buffer) {
  for (;;) {
    const ssize_t got = ::recv(descriptor(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got == 0) return Error{Errc::unavailable, {}, "the server has closed the connection"};
    if (got < 0) return would_wait() ? Result<void>{} : system_failure("recv");
    const auto size = static_cast<std::size_t>(got);
    std::string_view bytes(buffer.data(), size);
    if (!in_.empty()) bytes = in_.append(bytes);
    const auto taken = take_answers(bytes);
    if (!taken) return taken.error();
    if (in_.empty()) {
      in_ = bytes.substr(*taken);
    } else {
      in_.erase(0, *taken);
    }
    if (size < buffer.size()) return {};
  }
}

Result<std::size_t> Connection::take_answers(std::string_view bytes) {
  const Clock::time_point now = Clock::now();
  std::size_t taken = 0;
  for (;;) {
    int status = 0;
    const auto length = answer_length(bytes.substr(taken), status);
    if (!length) return length.error();
    if (*length == 0) return taken;
    if (due_.empty()) return Error{Errc::unavailable, {}, "an answer that nobody asked for"};
    taken += *length;
    tally_->latencies.add(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now - due_.front()).count()));
    due_.pop_front();
    if (status >= 200 && status <= 299) continue;
    ++tally_->refused;
    if (tally_->first_refusal == 0) tally_->first_refusal = status;
  }
}

Result<void> Connection::send() {
  while (written_ < out_.size()) {
    const ssize_t sent = ::send(descriptor(), out_.data() + written_, out_.size() - written_,
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) return would_wait() ? Result<void>{} : system_failure("send");
    written_ += static_cast<std::size_t>(sent);
  }
  out_.clear();
  written_ = 0;
  return {};
}

}  // namespace rolecall::load
