#include "api/http/trusted_proxies.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr const char* nearest = "10.0.0.1";

TrustedProxies trusting(const std::vector<std::string>& texts) {
  return TrustedProxies::parse(texts).value();
}

bool trusts(const std::vector<std::string>& texts, std::string_view address) {
  return trusting(texts).trust(PeerAddress::from_text(address));
}

// The client of a request that 10.0.0.1 has brought: the address, and the scheme if it is told.
std::string client_of(const Fields& fields) {
  std::vector<NamedText> headers;
  for (const auto& [name, value] : fields) headers.push_back({name, value});
  const auto client =
      trusting({"10.0.0.0/8", "2001:db8::1"}).client_of(PeerAddress::from_text(nearest), headers);
  const std::string scheme = !client.is_https ? "" : *client.is_https ? " https" : " http";
  return client.address.text() + scheme;
}

TEST(TrustedProxies, AreAddressesAndNetworks) {
  EXPECT_TRUE(trusts({"192.0.2.1"}, "192.0.2.1"));
  EXPECT_FALSE(trusts({"192.0.2.1"}, "192.0.2.2"));
  EXPECT_TRUE(trusts({"192.0.2.1", "10.0.0.0/8"}, "10.255.1.2"));
  EXPECT_FALSE(trusts({"10.0.0.0/8"}, "11.0.0.0"));
  EXPECT_TRUE(trusts({"10.128.0.0/9"}, "10.200.0.1"));
  EXPECT_FALSE(trusts({"10.128.0.0/9"}, "10.127.0.1"));
  EXPECT_TRUE(trusts({"2001:db8::/33"}, "2001:db8:7fff::1"));
  EXPECT_FALSE(trusts({"2001:db8::/33"}, "2001:db8:8000::1"));
  EXPECT_TRUE(trusts({"10.0.0.0/8"}, "::ffff:10.0.0.1")) << "the same address";
  EXPECT_FALSE(trusts({"10.0.0.0/8"}, "nobody knows"));
  EXPECT_FALSE(trusts({}, "127.0.0.1"));
}

TEST(TrustedProxies, AreThoseOfUnixSocketsWhereThatIsSaid) {
  EXPECT_TRUE(trusting({"unix"}).trust_unix_sockets());
  EXPECT_FALSE(trusting({"::1"}).trust_unix_sockets());
  EXPECT_FALSE(trusting({}).trust_unix_sockets());
}

TEST(TrustedProxies, AreRefusedWhereTheyAreNoneOrEverybody) {
  for (const char* wrong :
       {"", "proxy.example.org", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/-1",
        "2001:db8::/129", "0.0.0.0/0", "::/0", "10.0.0.1/8", "[::1]", "10.0.0.1:80", "Unix"}) {
    const auto parsed = TrustedProxies::parse({wrong});
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_EQ(parsed.error().field, "--behind-proxy") << wrong;
  }
}

TEST(ForwardedFor, IsTheLastThatIsNoTrustedProxy) {
  EXPECT_EQ(client_of({}), nearest) << "it says nothing";
  EXPECT_EQ(client_of({{"X-Forwarded-For", "192.0.2.7"}}), "192.0.2.7");
  EXPECT_EQ(client_of({{"X-Forwarded-For", "203.0.113.9, 192.0.2.7"}}), "192.0.2.7")
      << "what is before it, anybody may have sent";
  EXPECT_EQ(client_of({{"X-Forwarded-For", "203.0.113.9,192.0.2.7 , 10.1.2.3"}}), "192.0.2.7");
  EXPECT_EQ(client_of({{"X-Forwarded-For", "203.0.113.9"}, {"x-forwarded-for", "192.0.2.7"}}),
            "192.0.2.7")
      << "several lines are one list";
  EXPECT_EQ(client_of({{"X-Forwarded-For", "10.9.9.9, 10.1.2.3"}}), "10.9.9.9")
      << "the first, where all are proxies";
}

TEST(ForwardedFor, HasPortsAndBracketsOrNot) {
  EXPECT_EQ(client_of({{"X-Forwarded-For", "192.0.2.7:4711"}}), "192.0.2.7");
  EXPECT_EQ(client_of({{"X-Forwarded-For", "2001:db8::7"}}), "2001:db8::7");
  EXPECT_EQ(client_of({{"X-Forwarded-For", "[2001:db8::7]"}}), "2001:db8::7");
  EXPECT_EQ(client_of({{"X-Forwarded-For", "[2001:db8::7]:4711"}}), "2001:db8::7");
}

TEST(ForwardedFor, IsTheNearestKnownProxyWhereItIsNoAddress) {
  for (const char* unknown : {"unknown", "_hidden", "", ",", "192.0.2", "[::1", "[]", "[::1]x"}) {
    EXPECT_EQ(client_of({{"X-Forwarded-For", std::string("203.0.113.9, ") + unknown}}), nearest)
        << unknown;
  }
  EXPECT_EQ(client_of({{"X-Forwarded-For", "203.0.113.9, unknown, 10.1.2.3"}}), "10.1.2.3");
}

TEST(ForwardedFor, TellsTheSchemeBesideIt) {
  const auto with_scheme = [](const std::string& scheme) {
    return client_of({{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", scheme}});
  };
  EXPECT_EQ(with_scheme("https"), "192.0.2.7 https");
  EXPECT_EQ(with_scheme("HTTP"), "192.0.2.7 http");
  EXPECT_EQ(with_scheme("http, https"), "192.0.2.7 https") << "what the nearest proxy says";
}

TEST(Forwarded, TellsTheClientAndItsScheme) {
  EXPECT_EQ(client_of({{"Forwarded", "for=192.0.2.7"}}), "192.0.2.7");
  EXPECT_EQ(client_of({{"Forwarded", "For=\"[2001:db8::7]:4711\";Proto=https"}}),
            "2001:db8::7 https");
  EXPECT_EQ(client_of({{"Forwarded", "proto=http ; by=10.0.0.1; for=\"192.0.2.7:80\" "}}),
            "192.0.2.7 http");
  EXPECT_EQ(client_of({{"Forwarded",
                        "for=203.0.113.9;proto=http, for=192.0.2.7;proto=https,"
                        "for=10.1.2.3;proto=http"}}),
            "192.0.2.7 https")
      << "of that hop";
  EXPECT_EQ(client_of({{"Forwarded", "for=203.0.113.9"}, {"Forwarded", "for=192.0.2.7"}}),
            "192.0.2.7");
  EXPECT_EQ(client_of({{"Forwarded", "host=\"a,b;c\";for=192.0.2.7"}}), "192.0.2.7");
}

TEST(Forwarded, IsTheNearestKnownProxyWhereItTellsNoAddress) {
  for (const char* unknown :
       {"for=unknown", "for=\"_hidden\"", "by=192.0.2.7", "", "for", "for=\"192.0.2.7",
        "for=\"192.0.2.7\"x", "for=19\"2.0.2.7\"", "for=\"192.0.2.\\7\"", "for=192.0.2.7, x"}) {
    EXPECT_EQ(client_of({{"Forwarded", unknown}}), nearest) << unknown;
  }
}

// A proxy that sets one of them lets the other one pass, as its client has sent it.
TEST(Forwarded, CountsBesideXForwardedForWhereBothTellTheSame) {
  EXPECT_EQ(client_of({{"Forwarded", "for=192.0.2.7"}, {"X-Forwarded-For", "192.0.2.7"}}),
            "192.0.2.7");
  EXPECT_EQ(client_of({{"Forwarded", "for=192.0.2.7"}, {"X-Forwarded-For", "203.0.113.9"}}),
            nearest);
  EXPECT_EQ(client_of({{"Forwarded", "what is this"}, {"X-Forwarded-For", "203.0.113.9"}}),
            nearest);
  EXPECT_EQ(client_of({{"Forwarded", "for=192.0.2.7"}, {"X-Forwarded-Proto", "https"}}),
            "192.0.2.7 https");
}

}  // namespace
}  // namespace rolecall::test
