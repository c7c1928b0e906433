#include <cstdint>
#include <limits>
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "api/http/body.hpp"
#include "api/json/writer.hpp"
#include "engine/limits.hpp"

namespace rolecall::test {
namespace {

std::string written(std::string_view text) {
  std::string out;
  JsonWriter(out).value(text);
  return out;
}

TEST(JsonWriter, PutsTheCommas) {
  std::string out = "before ";
  JsonWriter json(out);
  json.begin_object();
  json.member("a", 1);
  json.key("b");
  json.begin_array();
  json.value("x");
  json.begin_object();
  json.end_object();
  json.begin_array();
  json.end_array();
  json.value(true);
  json.value(nullptr);
  json.raw("{\"y\":2}");
  json.end_array();
  json.member("c", false);
  json.member_or_null("d", "");
  json.member_or_null("e", "z");
  json.end_object();
  EXPECT_EQ(out,
            "before {\"a\":1,\"b\":[\"x\",{},[],true,null,{\"y\":2}],\"c\":false,\"d\":null,"
            "\"e\":\"z\"}");
}

TEST(JsonWriter, WritesWholeNumbersOfAllSizes) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  json.value(std::numeric_limits<std::int64_t>::min());
  json.value(std::numeric_limits<std::uint64_t>::max());
  json.value(0u);
  json.end_array();
  EXPECT_EQ(out, "[-9223372036854775808,18446744073709551615,0]");
}

TEST(JsonWriter, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(written("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(written("\n\r\t\b\x1f\x7f"), "\"\\n\\r\\t\\u0008\\u001f\x7f\"");
  EXPECT_EQ(written(std::string_view("\0", 1)), "\"\\u0000\"");
  EXPECT_EQ(written("grüße €"), "\"grüße €\"");
}

TEST(JsonWriter, EscapesEachByteAtEachPlaceOfAWord) {
  for (int byte = 0; byte < 128; ++byte) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, '~');
      text[place] = static_cast<char>(byte);
      const boost::json::value read = boost::json::parse(written(text));
      ASSERT_EQ(read.as_string(), boost::json::string_view(text)) << byte << " at " << place;
    }
  }
}

TEST(JsonWriter, IsNotBrokenByBytesThatAreNotUtf8) {
  for (int byte = 128; byte < 256; ++byte) {
    const std::string text = std::string(7, 'a') + static_cast<char>(byte) + "\"b";
    EXPECT_EQ(written(text), "\"" + std::string(7, 'a') + static_cast<char>(byte) + "\\\"b\"");
  }
}

Parsed<boost::json::object> read(std::string_view body, std::string_view type = "application/json",
                                 Method method = Method::post) {
  Request request;
  request.method = method;
  request.headers.push_back({"content-type", type});
  request.body = body;
  return read_json_object(request);
}

int status_of_body(std::string_view body) {
  const auto object = read(body);
  return object ? 200 : object.error().status;
}

TEST(JsonBody, IsReadAsAnObject) {
  const auto object = read(" {\"a\": {\"b\": [1, -2, 3.5, true, null, \"x\\u00e4\"]}} \n");
  ASSERT_TRUE(object);
  EXPECT_EQ(*object, boost::json::parse(R"({"a":{"b":[1,-2,3.5,true,null,"xä"]}})").as_object());
}

TEST(JsonBody, MayBeAbsent) {
  const auto object = read("", "text/plain");
  ASSERT_TRUE(object);
  EXPECT_TRUE(object->empty());
}

TEST(JsonBody, MustBeDeclaredAsJson) {
  for (const char* type : {"application/json", "Application/JSON ; charset=UTF-8",
                           "application/json;charset=\"utf-8\"", "application/json;",
                           "application/json; charset=utf8"}) {
    EXPECT_TRUE(read("{}", type)) << type;
  }
  EXPECT_TRUE(read("{}", "application/merge-patch+json", Method::patch));
  EXPECT_FALSE(read("{}", "application/merge-patch+json", Method::put));
  for (const char* type :
       {"", "text/plain", "application/jsonx", "application/json; charset=latin1",
        "application/x-www-form-urlencoded", "text/json"}) {
    const auto object = read("{}", type);
    ASSERT_FALSE(object) << type;
    EXPECT_EQ(object.error().status, 415) << type;
  }
}

TEST(JsonBody, MustBeAnObject) {
  for (const char* body : {"[]", "1", "null", "\"a\"", "true"}) {
    EXPECT_EQ(status_of_body(body), 400) << body;
  }
}

TEST(JsonBody, RefusesBadSyntax) {
  for (const char* body :
       {"{", "{\"a\"}", "{\"a\":1,}", "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}",
        "{\"a\":NaN}", "{\"a\":Infinity}", "{} {}", "{}x", "{\"a\":1}//", "/**/{}", " ",
        "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "\xef\xbb\xbf{}"}) {
    EXPECT_EQ(status_of_body(body), 400) << body;
  }
}

TEST(JsonBody, RefusesInvalidUtf8AndLoneSurrogates) {
  for (const char* body :
       {"{\"a\":\"\xff\"}", "{\"\xc3\":1}", "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xc0\xaf\"}",
        "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}"}) {
    EXPECT_EQ(status_of_body(body), 400) << body;
  }
  EXPECT_EQ(status_of_body("{\"a\":\"\\ud83d\\ude00\"}"), 200);
}

TEST(JsonBody, RefusesANameThatComesTwice) {
  for (const char* body :
       {R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"a":1,"\u0061":2})",
        R"({"x":{"a":1,"a":2}})", R"({"x":[{"y":1},{"a":1,"a":2}]})", R"({"":1,"":2})"}) {
    EXPECT_EQ(status_of_body(body), 400) << body;
  }
  EXPECT_EQ(status_of_body(R"({"a":{"a":1,"b":2},"b":{"a":1},"A":3})"), 200);
}

TEST(JsonBody, RefusesANumberOutOfRange) {
  for (const char* body : {"{\"a\":1e999}", "{\"a\":-1e999}", "{\"a\":[1e999999999]}"}) {
    EXPECT_EQ(status_of_body(body), 400) << body;
  }
}

TEST(JsonBody, RefusesWhatIsTooDeep) {
  const auto nested = [](std::size_t levels) {
    std::string body;
    for (std::size_t i = 0; i < levels; ++i) body += "{\"a\":";
    return body + "1" + std::string(levels, '}');
  };
  EXPECT_EQ(status_of_body(nested(limits::http_json_depth_max)), 200);
  EXPECT_EQ(status_of_body(nested(limits::http_json_depth_max + 1)), 400);
  EXPECT_EQ(status_of_body(std::string(1000000, '[')), 400);
}

// Attributes were once taken as deep as a body may be; an event has them some levels further down.
TEST(JsonAnswer, IsReadWithTheDeepestAttributesThatALogMayHold) {
  const std::size_t levels = limits::http_json_depth_max + 8;
  std::string answer;
  for (std::size_t i = 0; i < levels; ++i) answer += "{\"a\":";
  answer += "1" + std::string(levels, '}');
  EXPECT_TRUE(parse_answer(answer).is_object());
}

TEST(JsonBody, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(read(R"({"ab":1,"ab":2})").error().detail,
            "The body is not valid JSON: an object has two members of one name (near byte 14)");
  EXPECT_NE(read(R"({"ab" 1})").error().detail.find("(near byte 6)"), std::string::npos);
}

TEST(Members, GivesWhatIsThere) {
  const auto object =
      boost::json::parse(R"({"t":"x","f":true,"i":-5,"o":{"k":1},"a":[1],"n":null})").as_object();
  Members members(object);
  EXPECT_EQ(members.text("t"), "x");
  EXPECT_EQ(members.optional_flag("f"), true);
  EXPECT_EQ(members.optional_integer("i"), -5);
  EXPECT_EQ(members.optional_object("o")->size(), 1u);
  EXPECT_EQ(members.optional_array("a")->size(), 1u);
  EXPECT_EQ(members.optional_text("n"), std::nullopt);
  EXPECT_EQ(members.optional_text("absent"), std::nullopt);
  EXPECT_EQ(members.optional_object("n"), nullptr);
  EXPECT_FALSE(members.done());
}

TEST(Members, TellsRemovingFromLeavingAlone) {
  const auto object = boost::json::parse(R"({"removed":null,"changed":"x"})").as_object();
  Members members(object);
  EXPECT_EQ(members.changed_text("removed"), "");
  EXPECT_EQ(members.changed_text("changed"), "x");
  EXPECT_EQ(members.changed_text("absent"), std::nullopt);
}

TEST(Members, NamesTheFirstMemberThatIsWrong) {
  const auto object = boost::json::parse(R"({"a":1,"b":"x","c":1.5,"d":[]})").as_object();
  const auto field = [&](auto take) {
    Members members(object);
    take(members);
    return members.error() ? members.error()->field : "";
  };
  EXPECT_EQ(field([](Members& m) { m.text("missing"), m.text("a"); }), "missing");
  EXPECT_EQ(field([](Members& m) { m.text("a"); }), "a");
  EXPECT_EQ(field([](Members& m) { m.optional_text("a"); }), "a");
  EXPECT_EQ(field([](Members& m) { m.changed_text("a"); }), "a");
  EXPECT_EQ(field([](Members& m) { m.optional_flag("b"); }), "b");
  EXPECT_EQ(field([](Members& m) { m.optional_integer("c"); }), "c");
  EXPECT_EQ(field([](Members& m) { m.optional_object("d"); }), "d");
  EXPECT_EQ(field([](Members& m) { m.optional_array("a"); }), "a");
}

TEST(Members, TellsThatABooleanHasNoQuotes) {
  const auto object = boost::json::parse(R"({"text":"true","number":1})").as_object();
  const auto complaint = [&](std::string_view name) {
    Members members(object);
    EXPECT_EQ(members.optional_flag(name), std::nullopt);
    return members.error()->detail;
  };
  EXPECT_EQ(complaint("text"), "must be true or false, a boolean without quotes");
  EXPECT_EQ(complaint("number"), "must be true or false");
}

TEST(Members, RefusesUnknownMembersOnlyWhenAskedTo) {
  const auto object = boost::json::parse(R"({"a":"x","rank":9})").as_object();
  Members members(object);
  members.text("a");
  EXPECT_FALSE(members.error());
  ASSERT_TRUE(members.done());
  EXPECT_EQ(members.done()->field, "rank");
}

}  // namespace
}  // namespace rolecall::test
