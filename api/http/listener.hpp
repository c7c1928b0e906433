// Where connections come in.
#pragma once

#include <memory>
#include <string>
#include <sys/types.h>
#include <variant>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>

#include "engine/result.hpp"

namespace rolecall {

struct TcpAddress {
  std::string host = "127.0.0.1";  // numeric, IPv4 or IPv6
  unsigned short port = 8080;      // 0: any free one
};
// A file that is made for it, and removed at the end. Whoever may write to it may connect: its
// owner and its group. One that a dead server has left is replaced.
struct UnixPath {
  std::string path;
};
// A socket that is listening already, made by whoever started this process, who keeps its file.
struct InheritedSocket {
  int descriptor = -1;
};
using ListenAt = std::variant<TcpAddress, UnixPath, InheritedSocket>;

// Of TCP or a Unix socket.
using StreamSocket = boost::asio::generic::stream_protocol::socket;

// Threads: one at a time.
class Listener {
 public:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

  // Listens when it returns. Fails with invalid_argument for what is no address, and with
  // unavailable if it cannot be listened on. The errors name the flag --listen.
  static Result<std::unique_ptr<Listener>> open(boost::asio::io_context& context,
                                                const ListenAt& where);
  ~Listener();  // closes
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void close();

  bool is_unix() const { return is_unix_; }
  unsigned short port() const { return port_; }  // 0: of a Unix socket
  // http://127.0.0.1:8080, https://[::1]:8443, unix:/run/rolecall.sock
  std::string url(bool is_tls) const;

  Acceptor acceptor;

 private:
  explicit Listener(boost::asio::io_context& context) : acceptor(context) {}

  Result<void> take(const InheritedSocket& inherited);
  Result<void> bind(const UnixPath& file);
  Result<void> bind(const TcpAddress& at);
  Result<void> listen();

  bool is_unix_ = false;
  unsigned short port_ = 0;
  std::string place_;     // behind the URL's scheme
  std::string own_path_;  // the file to remove at the end
  dev_t device_ = 0;      // which file that is
  ino_t inode_ = 0;
};

}  // namespace rolecall
