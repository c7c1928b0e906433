// The writing half of a connection: what its answers are, and in which order they go, is of
// Answers.
#include <algorithm>
#include <memory>
#include <utility>

#include "api/http/asio_names.hpp"
#include "api/http/connection.hpp"

namespace rolecall {

// Writes what there is of the answers; false: the connection has ended. Each piece has its own
// deadline: a large answer may take long as long as it moves. A connection that is closed while the
// last piece goes out has ended too, though that succeeds: nothing would end the wait for the next.
asio::awaitable<bool> Connection::write() {
  enter(Phase::write);
  error_code ec;
  const std::string& out = answers_.bytes();
  for (std::size_t at = 0; at < out.size() && !ec; at += limits::answer_piece_bytes) {
    deadlines_.begin_anew();
    const std::size_t size = std::min(out.size() - at, limits::answer_piece_bytes);
    co_await stream_.write(std::string_view(out).substr(at, size), ec);
  }
  answers_.written();
  co_return !ec && !closed_;
}

// True: the answer is whole, and the connection goes on. A slow reader costs one piece of memory;
// one that reads no more is cut off when writing takes too long.
asio::awaitable<bool> Connection::stream() {
  const auto more = answers_.take_more();
  const bool is_endless = answers_.is_endless();
  if (is_endless) close_at_end_of_input();
  stream_.set_whole(is_endless);
  error_code ec;
  for (bool is_last = false; !is_last;) {
    if (is_endless && worker_->stopping) co_return false;
    enter(Phase::work);
    const auto slot = std::make_shared<Slot>();
    slot->wake = wake_;
    more(Later(slot, {}, native_error_shape));
    while (!slot->ready.load(std::memory_order_acquire)) {
      co_await answered_.async_wait(redirect_error(use_awaitable, ec));
      if (closed_) co_return false;
    }
    Response& piece = slot->take();
    if (piece.status != 200) co_return false;
    is_last = piece.body.empty();
    answers_.add_piece(std::move(piece.body));
    if (!co_await write()) co_return false;
  }
  stream_.set_whole(true);
  co_return answers_.is_chunked();
}

// Who has hung up would otherwise be noticed when the next piece is written. Bytes that nobody
// asked for end the watch, not the stream.
void Connection::close_at_end_of_input() {
  const auto look = [self = shared_from_this()](const error_code& ec) {
    if (ec) return;
    const Stream::Input input = self->stream_.look();
    if (input == Stream::Input::none) self->close_at_end_of_input();
    if (input == Stream::Input::end) self->close();
  };
  stream_.socket().async_wait(StreamSocket::wait_read, look);
}

// A plain close with unread input resets the connection, and the client may lose the last answer.
asio::awaitable<void> Connection::linger() {
  enter(Phase::linger);
  stream_.finish_sending();
  error_code ec;
  char dropped[1024];
  while (!ec) {
    co_await stream_.socket().async_read_some(asio::buffer(dropped, sizeof dropped),
                                              redirect_error(use_awaitable, ec));
  }
}

}  // namespace rolecall
