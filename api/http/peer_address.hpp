// The address of a client, without the port. It is personal data.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

struct sockaddr;

namespace rolecall {

struct PeerAddress {
  // As of IPv6, network order; an IPv4 address is mapped (RFC 4291, 2.5.5.2). All zero: unknown.
  std::array<std::uint8_t, 16> bytes{};

  // Of "192.0.2.1"; of any other text: unknown.
  static PeerAddress from_ipv4(std::string_view text);
  // Of "192.0.2.1" or "2001:db8::1"; of any other text: unknown.
  static PeerAddress from_text(std::string_view text);
  // Of a socket's end. That of a Unix socket is ::1: whoever can open its file is on this machine.
  static PeerAddress from_socket(const sockaddr& address);

  // Whether it is one of this machine's own.
  bool is_loopback() const;
  bool is_ipv4() const;
  std::string text() const;  // "192.0.2.1", "2001:db8::1"

  friend bool operator==(const PeerAddress&, const PeerAddress&) = default;
};

}  // namespace rolecall
