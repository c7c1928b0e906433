#include "api/http/peer_address.hpp"

#include <sys/socket.h>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

PeerAddress ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

TEST(PeerAddress, ReadsAsIpv4OrIpv6) {
  EXPECT_EQ(ipv4(192, 0, 2, 1).text(), "192.0.2.1");
  EXPECT_EQ((PeerAddress{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}).text(),
            "2001:db8::1");
}

TEST(PeerAddress, IsReadFromAnIpv4Text) {
  EXPECT_EQ(PeerAddress::from_ipv4("192.0.2.1"), ipv4(192, 0, 2, 1));
  for (const char* other : {"", "127.1", "127.0.0.1.example.org", "2130706433", "::1"}) {
    EXPECT_EQ(PeerAddress::from_ipv4(other), PeerAddress{}) << other;
  }
}

TEST(PeerAddress, IsReadFromATextOfEitherKind) {
  EXPECT_EQ(PeerAddress::from_text("192.0.2.1"), ipv4(192, 0, 2, 1));
  EXPECT_EQ(PeerAddress::from_text("::ffff:192.0.2.1"), ipv4(192, 0, 2, 1));
  EXPECT_EQ(PeerAddress::from_text("2001:db8::1").text(), "2001:db8::1");
  for (const char* other : {"", "localhost", "[::1]", "::1%lo", "1::2::3"}) {
    EXPECT_EQ(PeerAddress::from_text(other), PeerAddress{}) << other;
  }
}

TEST(PeerAddress, OfAUnixSocketIsThisMachines) {
  const sockaddr unnamed{AF_UNIX, {}};
  EXPECT_EQ(PeerAddress::from_socket(unnamed).text(), "::1");
  EXPECT_TRUE(PeerAddress::from_socket(unnamed).is_loopback());
}

TEST(PeerAddress, KnowsThoseOfThisMachine) {
  EXPECT_TRUE(ipv4(127, 0, 0, 1).is_loopback());
  EXPECT_TRUE(ipv4(127, 255, 0, 9).is_loopback());
  EXPECT_TRUE((PeerAddress{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}).is_loopback());
  EXPECT_FALSE(ipv4(128, 0, 0, 1).is_loopback());
  EXPECT_FALSE(PeerAddress{}.is_loopback()) << "nobody knows whose it is";
  EXPECT_FALSE((PeerAddress{{127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}).is_loopback());
}

}  // namespace
}  // namespace rolecall::test
