#include "api/http/peer_address.hpp"

#include <algorithm>
#include <arpa/inet.h>

namespace rolecall {
namespace {

constexpr std::size_t mapped_prefix_bytes = 12;

constexpr std::array<std::uint8_t, mapped_prefix_bytes> mapped_prefix{0, 0, 0, 0, 0,    0,
                                                                      0, 0, 0, 0, 0xff, 0xff};

bool is_ipv4(const PeerAddress& address) {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
}

}  // namespace

PeerAddress PeerAddress::from_ipv4(std::string_view text) {
  PeerAddress address;
  if (::inet_pton(AF_INET, std::string(text).c_str(), &address.bytes[mapped_prefix_bytes]) == 1) {
    std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
  }
  return address;
}

bool PeerAddress::is_loopback() const {
  constexpr std::array<std::uint8_t, 16> one{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return bytes == one || (is_ipv4(*this) && bytes[mapped_prefix_bytes] == 127);
}

std::string PeerAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_ipv4(*this)) {
    ::inet_ntop(AF_INET, &bytes[mapped_prefix_bytes], text.data(), text.size());
  } else {
    ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  }
  return text.data();
}

}  // namespace rolecall
