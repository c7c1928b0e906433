// The address of a connection's other end, without the port. It is personal data.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rolecall {

struct PeerAddress {
  // As of IPv6, network order; an IPv4 address is mapped (RFC 4291, 2.5.5.2). All zero: unknown.
  std::array<std::uint8_t, 16> bytes{};

  // Of "192.0.2.1"; of any other text: unknown.
  static PeerAddress from_ipv4(std::string_view text);

  // Whether it is one of this machine's own.
  bool is_loopback() const;
  std::string text() const;  // "192.0.2.1", "2001:db8::1"

  friend bool operator==(const PeerAddress&, const PeerAddress&) = default;
};

}  // namespace rolecall
