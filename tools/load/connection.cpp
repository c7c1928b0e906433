#include "tools/load/connection.hpp"

#include <cerrno>
#include <sys/socket.h>

namespace rolecall::load {
namespace {

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

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
    const auto length = answer_length_(bytes.substr(taken), status);
    if (!length) return length.error();
    if (*length == 0) return taken;
    if (due_.empty()) return Error{Errc::unavailable, {}, "an answer that nobody asked for"};
    taken += *length;
    tally_->latencies.add(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now - due_.front()).count()));
    due_.pop_front();
    if (is_done(status)) continue;
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
