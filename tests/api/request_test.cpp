#include "api/http/request.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

using Texts = std::vector<std::string>;

const Texts refused{"(refused)"};

Texts segments(std::string_view target) {
  Request request;
  if (!request.set_target(target)) return refused;
  return {request.segments.begin(), request.segments.end()};
}

Texts parameters(std::string_view target) {
  Request request;
  if (!request.set_target(target)) return refused;
  Texts texts;
  for (const NamedText& one : request.parameters) {
    texts.push_back(std::string(one.name) + "=" + std::string(one.value));
  }
  return texts;
}

TEST(Target, SplitsThePathIntoDecodedSegments) {
  EXPECT_EQ(segments("/"), (Texts{""}));
  EXPECT_EQ(segments("/v1/users"), (Texts{"v1", "users"}));
  EXPECT_EQ(segments("/v1/users/"), (Texts{"v1", "users"}));
  EXPECT_EQ(segments("/v1/users//"), (Texts{"v1", "users", ""}));
  EXPECT_EQ(segments("/a%40b.c/%C3%A4"), (Texts{"a@b.c", "ä"}));
}

TEST(Target, KeepsAPlusInThePathAndADecodedSlashInItsSegment) {
  EXPECT_EQ(segments("/jo+x@ex.co"), (Texts{"jo+x@ex.co"}));
  EXPECT_EQ(segments("/a%2Fb/c"), (Texts{"a/b", "c"}));
}

TEST(Target, DecodesTheQueryInOrderWithPlusAsSpace) {
  EXPECT_EQ(parameters("/?q=a+b&r=%2B&q=2&flag&e="), (Texts{"q=a b", "r=+", "q=2", "flag=", "e="}));
  EXPECT_EQ(parameters("/?a=b=c&&%26=%3D"), (Texts{"a=b=c", "&=="}));
  EXPECT_EQ(parameters("/?role=a%7Cb?"), (Texts{"role=a|b?"}));
  EXPECT_EQ(parameters("/?"), Texts{});
}

TEST(Form, IsAQueryInWhichEveryCharacterMayStand) {
  Request form;
  ASSERT_TRUE(form.set_form("password=hash#tag#1&next=/a?b&name=a+b%26c"));
  EXPECT_EQ(form.parameter("password"), "hash#tag#1");
  EXPECT_EQ(form.parameter("next"), "/a?b");
  EXPECT_EQ(form.parameter("name"), "a b&c");
  EXPECT_FALSE(form.set_form("password=%"));
}

TEST(Target, FindsTheFirstParameterOfAName) {
  Request request;
  ASSERT_TRUE(request.set_target("/?a=1&a=2"));
  EXPECT_EQ(request.parameter("a"), "1");
  EXPECT_EQ(request.parameter("A"), std::nullopt);
}

TEST(Target, RefusesBadPercentEncoding) {
  for (const char* bad : {"/%", "/%4", "/%4g", "/a?b=%", "/a?%zz=1", "/%%41"}) {
    EXPECT_EQ(segments(bad), refused) << bad;
  }
}

TEST(Target, RefusesWhatIsNotUtf8) {
  for (const char* bad : {"/%FF", "/%C3", "/%ED%A0%80", "/%C0%AF", "/?a=%FF", "/?%80", "/\xff"}) {
    EXPECT_EQ(segments(bad), refused) << bad;
  }
}

TEST(Target, UnderstandsTheAbsoluteForm) {
  EXPECT_EQ(segments("http://example.org:80/v1/users?q=1"), (Texts{"v1", "users"}));
  EXPECT_EQ(segments("HTTPS://example.org"), (Texts{""}));
  EXPECT_EQ(segments("http://example.org?q=1"), (Texts{""}));
  EXPECT_EQ(parameters("http://example.org?q=1"), (Texts{"q=1"}));
}

TEST(Target, RefusesOtherForms) {
  for (const char* bad :
       {"", "v1/users", "ftp://a/b", "http://", "http:///a", "a:443", "*?a", "/a#b"}) {
    EXPECT_EQ(segments(bad), refused) << bad;
  }
}

TEST(Target, TellsThePathAsItWasSentEvenWhenRefused) {
  Request request;
  EXPECT_FALSE(request.set_target("/__api__/%zz?q=1"));
  EXPECT_EQ(request.path, "/__api__/%zz");
}

}  // namespace
}  // namespace rolecall::test
