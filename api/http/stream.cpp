#include "api/http/stream.hpp"

#include <sys/socket.h>

#include <openssl/err.h>

#include "api/http/asio_names.hpp"

namespace rolecall {
namespace {

constexpr std::size_t record_max_bytes = SSL3_RT_MAX_PLAIN_LENGTH;

}  // namespace

void Stream::begin_tls(TlsConnection tls) {
  tls_ = std::move(tls);
  error_code ec;
  socket_.native_non_blocking(true, ec);
  SSL_set_fd(tls_.get(), socket_.native_handle());
}

// ---- in the clear, or not: no coroutine of their own, which would be one more for each request --

asio::awaitable<std::size_t> Stream::read_some(std::span<char> room, error_code& ec) {
  if (tls_) return decrypt(room, ec);
  return socket_.async_read_some(asio::buffer(room.data(), room.size()),
                                 redirect_error(use_awaitable, ec));
}

asio::awaitable<std::size_t> Stream::write(std::string_view bytes, error_code& ec) {
  if (tls_) return encrypt(bytes, ec);
  return asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()),
                           redirect_error(use_awaitable, ec));
}

// ---- under TLS ----------------------------------------------------------------------------------

// A socket that was closed meanwhile may by now be another connection's, by its number.
bool Stream::may_go_on(error_code& ec) const {
  if (!ec && !socket_.is_open()) ec = asio::error::operation_aborted;
  return !ec;
}

// Waits until OpenSSL can go on with what it was asked for last, or says why it cannot.
asio::awaitable<void> Stream::go_on(int result, error_code& ec) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      co_await socket_.async_wait(StreamSocket::wait_read, redirect_error(use_awaitable, ec));
      break;
    case SSL_ERROR_WANT_WRITE:
      co_await socket_.async_wait(StreamSocket::wait_write, redirect_error(use_awaitable, ec));
      break;
    case SSL_ERROR_ZERO_RETURN:
      ec = asio::error::eof;
      break;
    default:
      can_notify_ = false;
      ec = asio::error::connection_reset;
  }
}

asio::awaitable<void> Stream::handshake(error_code& ec) {
  ec.clear();
  while (!can_notify_ && may_go_on(ec)) {
    ERR_clear_error();
    const int result = SSL_accept(tls_.get());
    can_notify_ = result == 1;
    if (!can_notify_) co_await go_on(result, ec);
  }
}

// Waits before it looks: a client that always has more to say would hold the thread.
asio::awaitable<std::size_t> Stream::decrypt(std::span<char> room, error_code& ec) {
  ec.clear();
  if (SSL_has_pending(tls_.get()) == 0) {
    co_await socket_.async_wait(StreamSocket::wait_read, redirect_error(use_awaitable, ec));
  }
  std::size_t size = 0;
  while (may_go_on(ec)) {
    ERR_clear_error();
    const int result = SSL_read_ex(tls_.get(), room.data(), room.size(), &size);
    if (result == 1) break;
    co_await go_on(result, ec);
  }
  co_return size;
}

asio::awaitable<std::size_t> Stream::encrypt(std::string_view bytes, error_code& ec) {
  ec.clear();
  std::size_t size = 0;
  can_notify_ = false;
  while (!can_notify_ && may_go_on(ec)) {
    ERR_clear_error();
    const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &size);
    can_notify_ = result == 1;
    if (!can_notify_) co_await go_on(result, ec);
  }
  // Others' turn, where one answer has many pieces.
  if (bytes.size() > record_max_bytes) {
    co_await asio::post(socket_.get_executor(), use_awaitable);
  }
  co_return size;
}

// ---- ends ---------------------------------------------------------------------------------------

Stream::Input Stream::look() {
  if (!socket_.is_open()) return Input::end;
  char byte = 0;
  if (tls_) {
    ERR_clear_error();
    std::size_t size = 0;
    const int result = SSL_peek_ex(tls_.get(), &byte, 1, &size);
    if (result == 1) return Input::bytes;
    const int error = SSL_get_error(tls_.get(), result);
    if (error == SSL_ERROR_WANT_READ) return Input::none;
    if (error != SSL_ERROR_ZERO_RETURN) can_notify_ = false;
    return Input::end;
  }
  const ssize_t size = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (size > 0) return Input::bytes;
  return size < 0 && (errno == EAGAIN || errno == EINTR) ? Input::none : Input::end;
}

// By close_notify (RFC 8446, 6.1), which is a try: whoever takes nothing any more need not know.
void Stream::notify_of_end() {
  if (!can_notify_ || !is_whole_) return;
  can_notify_ = false;
  ERR_clear_error();
  SSL_shutdown(tls_.get());
  ERR_clear_error();
}

void Stream::finish_sending() {
  notify_of_end();
  error_code ec;
  socket_.shutdown(StreamSocket::shutdown_send, ec);
}

void Stream::close() {
  notify_of_end();
  error_code ec;
  socket_.close(ec);
}

}  // namespace rolecall
