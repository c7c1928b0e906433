#include "tools/serving/listeners.hpp"

#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/address.hpp>

#include "api/http/peer_address.hpp"

namespace rolecall {
namespace {

constexpr const char* listen_option = "--listen";
constexpr std::string_view unix_scheme = "unix:";
constexpr int first_inherited = 3;  // SD_LISTEN_FDS_START

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

// HOST:PORT, an IPv6 address in brackets; or unix:PATH.
Result<ListenAt> parse_listen(std::string_view text) {
  if (text.starts_with(unix_scheme)) {
    return UnixPath{std::string(text.substr(unix_scheme.size()))};
  }
  const auto colon = text.rfind(':');
  const auto port = parse_number<unsigned short>(text.substr(colon + 1));
  if (colon == text.npos || !port) {
    return invalid(listen_option,
                   "must be HOST:PORT, e.g. 127.0.0.1:8080 or [::1]:8080, or unix:PATH");
  }
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code ec;
  boost::asio::ip::make_address(host, ec);
  if (ec) return invalid(listen_option, "the address must be numeric, e.g. 127.0.0.1 or ::1");
  return TcpAddress{std::string(host), *port};
}

bool is_listening_stream(int descriptor) {
  int is_listening = 0;
  int type = 0;
  socklen_t size = sizeof(int);
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) == 0 &&
         ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && is_listening != 0 &&
         type == SOCK_STREAM;
}

// What sd_listen_fds(3) does, of which nothing else is needed.
Result<std::vector<ListenAt>> take_inherited_sockets() {
  const auto value = [](const char* name) {
    const char* const text = std::getenv(name);
    return parse_number<int>(text != nullptr ? text : "");
  };
  const auto process = value("LISTEN_PID");
  const auto count = value("LISTEN_FDS");
  std::vector<ListenAt> sockets;
  if (!process || *process != ::getpid() || !count) return sockets;
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  for (int i = first_inherited; i < first_inherited + *count; ++i) {
    if (!is_listening_stream(i)) {
      return invalid(listen_option,
                     "one of the sockets that were handed over (LISTEN_FDS) is no stream "
                     "socket that listens; its unit needs ListenStream=, and Accept=no");
    }
    ::fcntl(i, F_SETFD, FD_CLOEXEC);
    sockets.emplace_back(InheritedSocket{i});
  }
  return sockets;
}

// Whether other machines can connect there.
bool is_reachable(const ListenAt& at) {
  if (const auto* const tcp = std::get_if<TcpAddress>(&at)) {
    return !PeerAddress::from_text(tcp->host).is_loopback();
  }
  const auto* const inherited = std::get_if<InheritedSocket>(&at);
  if (inherited == nullptr) return false;
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto& any = reinterpret_cast<sockaddr&>(address);
  return ::getsockname(inherited->descriptor, &any, &size) != 0 ||
         !PeerAddress::from_socket(any).is_loopback();
}

Result<std::vector<ListenAt>> places(const ServeOptions& options) {
  auto inherited = take_inherited_sockets();
  if (!inherited) return inherited.error();
  if (!inherited->empty()) {
    if (options.listen.empty()) return inherited;
    return invalid(listen_option,
                   "sockets were handed over too (LISTEN_FDS); it is one or the other");
  }
  if (options.listen.empty()) return std::vector<ListenAt>{TcpAddress{}};
  std::vector<ListenAt> parsed;
  for (const std::string& text : options.listen) {
    auto at = parse_listen(text);
    if (!at) return at.error();
    parsed.push_back(*std::move(at));
  }
  return parsed;
}

}  // namespace

Result<Listening> prepare_listening(const ServeOptions& options) {
  Listening listening;
  auto at = places(options);
  if (!at) return at.error();
  listening.server.listen = *std::move(at);
  auto proxies = TrustedProxies::parse(options.proxies);
  if (!proxies) return proxies.error();
  listening.server.proxies = *std::move(proxies);
  if (!options.tls_certificate_file.empty()) {
    auto tls =
        Tls::load({options.tls_certificate_file, options.tls_key_file, options.tls_client_ca_file});
    if (!tls) return tls.error();
    listening.tls = *std::move(tls);
    listening.server.tls = listening.tls.get();
    listening.tls_watch = std::make_unique<TlsWatch>(*listening.tls);
  }
  if (listening.tls || options.insecure || !options.proxies.empty()) return listening;
  for (const ListenAt& each : listening.server.listen) {
    if (!is_reachable(each)) continue;
    return invalid(listen_option,
                   "other machines could connect, and keys would travel in the clear: give "
                   "--tls-cert and --tls-key, or --behind-proxy with the address of the proxy that "
                   "speaks TLS, or --insecure");
  }
  return listening;
}

std::string in_a_row(const std::vector<std::string>& urls) {
  std::string row;
  for (const std::string& url : urls) row += (row.empty() ? "" : ", ") + url;
  return row;
}

// For curl, which is given a Unix socket by a flag.
std::string url_to_show(const std::vector<std::string>& urls) {
  for (const std::string& url : urls) {
    if (!url.starts_with(unix_scheme)) return url;
  }
  return "http://localhost";
}

}  // namespace rolecall
