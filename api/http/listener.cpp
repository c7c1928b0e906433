#include "api/http/listener.hpp"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>

#include "api/http/asio_names.hpp"
#include "api/http/peer_address.hpp"

namespace rolecall {
namespace {

constexpr const char* listen_flag = "--listen";
constexpr mode_t unix_mode = 0660;

Error cannot_listen(const std::string& why) {
  return {Errc::unavailable, listen_flag, "cannot listen there: " + why};
}

// Whether a server listens at a Unix socket, or its file is what a dead one has left.
bool is_alive(const asio::local::stream_protocol::endpoint& endpoint) {
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(endpoint.size());
  const bool is_dead = ::connect(probe, endpoint.data(), size) != 0 && errno == ECONNREFUSED;
  ::close(probe);
  return !is_dead;
}

// Makes room for a new file where there is none, or a dead server's.
Result<void> remove_left_socket(const asio::local::stream_protocol::endpoint& endpoint) {
  const std::string path = endpoint.path();
  struct stat about {};
  if (::lstat(path.c_str(), &about) != 0) {
    if (errno == ENOENT) return {};
    return cannot_listen(std::strerror(errno));
  }
  if (!S_ISSOCK(about.st_mode)) return cannot_listen("a file is there that is no socket");
  if (is_alive(endpoint)) return cannot_listen("another server listens there");
  if (::unlink(path.c_str()) != 0) return cannot_listen(std::strerror(errno));
  return {};
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(asio::io_context& context, const ListenAt& where) {
  std::unique_ptr<Listener> listener(new Listener(context));
  if (const auto* const inherited = std::get_if<InheritedSocket>(&where)) {
    if (auto taken = listener->take(*inherited); !taken) return taken.error();
  } else if (const auto* const file = std::get_if<UnixPath>(&where)) {
    if (auto bound = listener->bind(*file); !bound) return bound.error();
  } else {
    auto bound = listener->bind(std::get<TcpAddress>(where));
    if (!bound) return bound.error();
  }
  if (auto listening = listener->listen(); !listening) return listening.error();
  return listener;
}

Listener::~Listener() { close(); }

Result<void> Listener::take(const InheritedSocket& inherited) {
  int family = 0;
  socklen_t size = sizeof family;
  ::getsockopt(inherited.descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size);
  error_code ec;
  acceptor.assign({family, 0}, inherited.descriptor, ec);
  if (ec) return cannot_listen(ec.message());
  return {};
}

Result<void> Listener::bind(const UnixPath& file) {
  const std::string& path = file.path;
  if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
    return invalid(listen_flag, "the path of a Unix socket has 1 to 107 bytes");
  }
  const asio::local::stream_protocol::endpoint endpoint(path);
  if (auto removed = remove_left_socket(endpoint); !removed) return removed.error();
  error_code ec;
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (ec) return cannot_listen(ec.message());
  struct stat about {};
  ::lstat(path.c_str(), &about);
  own_path_ = path;
  device_ = about.st_dev;
  inode_ = about.st_ino;
  // Before it listens nobody can connect, whatever the mode was.
  if (::chmod(path.c_str(), unix_mode) != 0) return cannot_listen(std::strerror(errno));
  return {};
}

Result<void> Listener::bind(const TcpAddress& at) {
  error_code ec;
  const auto address = asio::ip::make_address(at.host, ec);
  if (ec) return invalid(listen_flag, "the address must be numeric, e.g. 127.0.0.1 or ::1");
  const tcp::endpoint endpoint(address, at.port);
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (ec) return cannot_listen(ec.message());
  return {};
}

Result<void> Listener::listen() {
  error_code ec;
  acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) return cannot_listen(ec.message());
  const auto endpoint = acceptor.local_endpoint(ec);
  if (ec) return cannot_listen(ec.message());
  const sockaddr& address = *endpoint.data();
  is_unix_ = address.sa_family == AF_UNIX;
  if (is_unix_) {
    place_ = reinterpret_cast<const sockaddr_un&>(address).sun_path;
    return {};
  }
  // Both kinds of TCP addresses have the port at the same place.
  port_ = ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  const std::string host = PeerAddress::from_socket(address).text();
  const bool is_ipv6 = host.find(':') != host.npos;
  place_ = (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port_);
  return {};
}

void Listener::close() {
  error_code ec;
  acceptor.close(ec);
  if (own_path_.empty()) return;
  // Another server may have put its own file there.
  struct stat about {};
  const bool is_ours =
      ::lstat(own_path_.c_str(), &about) == 0 && about.st_dev == device_ && about.st_ino == inode_;
  if (is_ours) ::unlink(own_path_.c_str());
  own_path_.clear();
}

std::string Listener::url(bool is_tls) const {
  return (is_unix_ ? "unix:" : is_tls ? "https://" : "http://") + place_;
}

}  // namespace rolecall
