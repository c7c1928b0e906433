#include "api/http/peer_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace rolecall {
namespace {

constexpr std::size_t mapped_prefix_bytes = 12;

constexpr std::array<std::uint8_t, mapped_prefix_bytes> mapped_prefix{0, 0, 0, 0, 0,    0,
                                                                      0, 0, 0, 0, 0xff, 0xff};

constexpr PeerAddress ipv6_loopback{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};

PeerAddress mapped(const void* ipv4) {
  PeerAddress address;
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
  std::memcpy(&address.bytes[mapped_prefix_bytes], ipv4, sizeof(in_addr));
  return address;
}

}  // namespace

PeerAddress PeerAddress::from_ipv4(std::string_view text) {
  in_addr ipv4{};
  return ::inet_pton(AF_INET, std::string(text).c_str(), &ipv4) == 1 ? mapped(&ipv4)
                                                                     : PeerAddress{};
}

PeerAddress PeerAddress::from_text(std::string_view text) {
  PeerAddress address;
  const bool is_ipv6 = ::inet_pton(AF_INET6, std::string(text).c_str(), address.bytes.data()) == 1;
  return is_ipv6 ? address : from_ipv4(text);
}

PeerAddress PeerAddress::from_socket(const sockaddr& address) {
  PeerAddress found;
  if (address.sa_family == AF_UNIX) {
    found = ipv6_loopback;
  } else if (address.sa_family == AF_INET) {
    found = mapped(&reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  } else if (address.sa_family == AF_INET6) {
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address);
    std::memcpy(found.bytes.data(), &ipv6.sin6_addr, found.bytes.size());
  }
  return found;
}

bool PeerAddress::is_loopback() const {
  return *this == ipv6_loopback || (is_ipv4() && bytes[mapped_prefix_bytes] == 127);
}

bool PeerAddress::is_ipv4() const {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin());
}

std::string PeerAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_ipv4()) {
    ::inet_ntop(AF_INET, &bytes[mapped_prefix_bytes], text.data(), text.size());
  } else {
    ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  }
  return text.data();
}

}  // namespace rolecall
