// The bytes of one connection, in the clear or under TLS.
//
// OpenSSL works on the socket itself and Asio waits for it: an idle connection keeps no buffers of
// TLS, and what is said at its end needs no waiting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include "api/http/listener.hpp"
#include "api/http/tls.hpp"

namespace rolecall {

// Use:     in the clear, unless it begins with begin_tls() and handshake(); then one read and one
//          write at a time. Cancelling the socket ends what waits.
// Errors:  each `ec` is set or cleared; after one of a write the connection is only to be closed.
// Threads: one at a time. SIGPIPE must be blocked or ignored in it: OpenSSL raises it.
class Stream {
 public:
  explicit Stream(StreamSocket socket) : socket_(std::move(socket)) {}

  void begin_tls(TlsConnection tls);
  boost::asio::awaitable<void> handshake(boost::system::error_code& ec);
  bool is_tls() const { return tls_ != nullptr; }
  StreamSocket& socket() { return socket_; }

  // One byte at least. At the end of what the client sends: asio::error::eof.
  boost::asio::awaitable<std::size_t> read_some(std::span<char> room,
                                                boost::system::error_code& ec);
  // All of it.
  boost::asio::awaitable<std::size_t> write(std::string_view bytes, boost::system::error_code& ec);

  // What has arrived that is not read yet, without waiting. Not beside a read.
  enum class Input : std::uint8_t { none, bytes, end };
  Input look();

  // Whether what is written so far may be the end of an answer: else the connection's end is not to
  // look like one.
  void set_whole(bool is_whole) { is_whole_ = is_whole; }
  void finish_sending();  // says that nothing more comes; without waiting
  void close();           // says so too, where it can, and ends what waits

 private:
  boost::asio::awaitable<std::size_t> decrypt(std::span<char> room, boost::system::error_code& ec);
  boost::asio::awaitable<std::size_t> encrypt(std::string_view bytes,
                                              boost::system::error_code& ec);
  boost::asio::awaitable<void> go_on(int result, boost::system::error_code& ec);
  bool may_go_on(boost::system::error_code& ec) const;
  void notify_of_end();

  StreamSocket socket_;
  TlsConnection tls_;  // null: in the clear
  // Under TLS: the handshake is done, and nothing has failed or is half written since.
  bool can_notify_ = false;
  bool is_whole_ = true;
};

}  // namespace rolecall
