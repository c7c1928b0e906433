// What flags of a load say: mixes and URLs; and what a server says: answers.
#include <gtest/gtest.h>

#include "tools/load/mix.hpp"
#include "tools/load/protocol.hpp"
#include "tools/load/server_address.hpp"

namespace rolecall::test {
namespace {

using load::parse_mix;
using load::parse_server_url;
using load::RequestKind;

TEST(LoadWords, AMixHasNamesWithWeights) {
  const auto mix = parse_mix("lookup=90,as-of=0,role=10");
  ASSERT_TRUE(mix);
  EXPECT_EQ((*mix)[static_cast<std::size_t>(RequestKind::lookup)], 90U);
  EXPECT_EQ((*mix)[static_cast<std::size_t>(RequestKind::role)], 10U);
  EXPECT_FALSE(has(*mix, RequestKind::as_of));
  EXPECT_TRUE(load::changes_something(*mix));
  EXPECT_FALSE(load::changes_something(*parse_mix("lookup=1,create=0")));
  EXPECT_TRUE(is_all(*parse_mix("batch=3,find=0"), RequestKind::batch));
  EXPECT_FALSE(is_all(*mix, RequestKind::lookup));
}

TEST(LoadWords, AMixThatIsNoneIsRefused) {
  for (const char* text :
       {"", "lookup", "lookup=", "lookup=x", "lookup=-1", "lookup=1,", ",lookup=1",
        "lookup=1000001", "lookup=1,lookup=2", "lookup=0", "wobble=1", "=1"}) {
    EXPECT_FALSE(parse_mix(text)) << text;
  }
  const std::string said = parse_mix("wobble=1").error().detail;
  for (const char* part : {"wobble", "lookup", "as-of", "create"}) {
    EXPECT_NE(said.find(part), std::string::npos) << said;
  }
}

TEST(LoadWords, AUrlHasAHostAndMayHaveAPort) {
  const auto local = parse_server_url("http://127.0.0.1:8080");
  ASSERT_TRUE(local);
  EXPECT_EQ(local->host, "127.0.0.1");
  EXPECT_EQ(local->port, "8080");
  EXPECT_EQ(local->authority, "127.0.0.1:8080");
  const auto named = parse_server_url("http://people.example.org/");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->host, "people.example.org");
  EXPECT_EQ(named->port, "80");
  const auto ipv6 = parse_server_url("http://[::1]:81");
  ASSERT_TRUE(ipv6);
  EXPECT_EQ(ipv6->host, "::1");
  EXPECT_EQ(ipv6->authority, "[::1]:81");
  EXPECT_FALSE(ipv6->is_tls);
  const auto with_tls = parse_server_url("https://people.example.org");
  ASSERT_TRUE(with_tls);
  EXPECT_EQ(with_tls->port, "443");
  EXPECT_TRUE(with_tls->is_tls);
}

TEST(LoadWords, AUrlThatIsNoneIsRefused) {
  for (const char* text :
       {"", "127.0.0.1:8080", "localhost", "http://", "http://:80", "http://a:0", "http://a:70000",
        "http://a/v1", "http://a?b", "http://a#b", "http://a@b", "ftp://a", "http://::1:80"}) {
    EXPECT_FALSE(parse_server_url(text)) << text;
  }
}

TEST(LoadWords, AnAnswerIsAsLongAsItSays) {
  int status = 0;
  const std::string whole = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}";
  EXPECT_EQ(load::http_answer_length(whole + "HTTP", status).value(), whole.size());
  EXPECT_EQ(status, 404);
  EXPECT_EQ(load::http_answer_length(whole.substr(0, whole.size() - 1), status).value(), 0U);
  EXPECT_EQ(load::http_answer_length("HTTP/1.1 200", status).value(), 0U);
  EXPECT_EQ(load::http_answer_length("HTTP/1.1 204 No Content\r\n\r\n", status).value(), 27U);
  EXPECT_FALSE(load::http_answer_length("HTTP/1.1 200 OK\r\n\r\n", status));
  EXPECT_FALSE(load::http_answer_length("SSH-2.0\r\n\r\n", status));
}

}  // namespace
}  // namespace rolecall::test
