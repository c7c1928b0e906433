#include "tests/dialects/matcher.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

using Lines = std::vector<std::string>;

class MatcherTest : public testing::Test {
 protected:
  Lines differences(std::string_view expected, std::string_view found) {
    return Matcher(variables).differences(boost::json::parse({expected.data(), expected.size()}),
                                          boost::json::parse({found.data(), found.size()}));
  }
  bool is_equal(std::string_view expected, std::string_view found) {
    return differences(expected, found).empty();
  }

  Variables variables;
};

TEST_F(MatcherTest, TakesMembersInAnyOrderAndElementsInTheirs) {
  EXPECT_TRUE(is_equal(R"({"a": 1, "b": [1, 2, null]})", R"({"b": [1, 2, null], "a": 1})"));
  EXPECT_EQ(differences(R"({"b": [1, 2]})", R"({"b": [2, 1]})"),
            (Lines{"/b/0: expected 1, found 2", "/b/1: expected 2, found 1"}));
}

TEST_F(MatcherTest, TellsEveryDifference) {
  EXPECT_EQ(differences(R"({"a": 1, "b": {"c": true}, "d": "x"})",
                        R"({"a": 2, "b": {"e": "y"}, "d": "x"})"),
            (Lines{"/a: expected 1, found 2", "/b/c: is missing",
                   R"(/b/e: was not expected, found "y")"}));
  EXPECT_EQ(differences("[1, 2]", "[1]"), Lines{"/: expected 2 elements, found 1"});
  EXPECT_EQ(differences("[]", "{}"), Lines{"/: expected [], found {}"});
  EXPECT_EQ(differences("1", R"("1")"), Lines{R"(/: expected 1, found "1")"});
  EXPECT_EQ(differences("null", "false"), Lines{"/: expected null, found false"});
}

TEST_F(MatcherTest, KnowsForms) {
  EXPECT_TRUE(is_equal(R"("{any}")", "null"));
  EXPECT_TRUE(is_equal(R"("{any}")", R"({"a": []})"));
  EXPECT_TRUE(is_equal(R"("{text}")", R"("x")"));
  EXPECT_FALSE(is_equal(R"("{text}")", R"("")"));
  EXPECT_FALSE(is_equal(R"("{text}")", "null"));
  EXPECT_TRUE(is_equal(R"("{int}")", "-7"));
  EXPECT_FALSE(is_equal(R"("{int}")", R"("7")"));
  EXPECT_FALSE(is_equal(R"("{int}")", "7.5"));
  EXPECT_TRUE(is_equal(R"("{millis}")", "1767323045000"));
  EXPECT_FALSE(is_equal(R"("{millis}")", "1767323045"));
  EXPECT_TRUE(is_equal(R"("{time}")", R"("2026-01-02T03:04:05.000006Z")"));
  EXPECT_FALSE(is_equal(R"("{time}")", R"("2026-01-02T03:04:05Z")"));
  EXPECT_TRUE(is_equal(R"("{uuid}")", R"("01890a5d-ac96-774b-bcce-b302099a8057")"));
  EXPECT_FALSE(is_equal(R"("{uuid}")", R"("01890A5D-AC96-774B-BCCE-B302099A8057")"));
  EXPECT_TRUE(is_equal(R"("{hex32}")", R"("0123456789abcdef0123456789abcdef")"));
  EXPECT_FALSE(is_equal(R"("{hex64}")", R"("0123456789abcdef0123456789abcdef")"));
  EXPECT_TRUE(is_equal(R"("{json}")", R"("{\"a\": 1}")"));
  EXPECT_FALSE(is_equal(R"("{json}")", R"("{a}")"));
  EXPECT_FALSE(is_equal(R"("{kin:x}")", R"("x")"));
}

TEST_F(MatcherTest, HoldsWhatIsNamedToTheFirstValue) {
  EXPECT_TRUE(is_equal(R"({"a": "{int:id}", "b": "{id}"})", R"({"a": 7, "b": 7})"));
  EXPECT_FALSE(is_equal(R"("{id}")", "8"));
  EXPECT_FALSE(is_equal(R"("{int:id}")", "8"));
  EXPECT_FALSE(is_equal(R"("{id}")", R"("7")"));
  EXPECT_FALSE(is_equal(R"("{nothing}")", "7"));
}

TEST_F(MatcherTest, AllowsOtherMembersWhereItIsAskedTo) {
  EXPECT_TRUE(is_equal(R"({"a": 1, "...": ""})", R"({"a": 1, "b": 2})"));
  EXPECT_EQ(differences(R"({"a": 1, "c": 3, "...": ""})", R"({"a": 2, "b": 2})"),
            (Lines{"/a: expected 1, found 2", "/c: is missing"}));
}

TEST_F(MatcherTest, FillsTheNamesOfMembers) {
  variables.set_text("id", "7");
  EXPECT_TRUE(is_equal(R"({"{id}": 1})", R"({"7": 1})"));
  EXPECT_EQ(differences(R"({"{id}": 1})", R"({"8": 1})"),
            (Lines{"/7: is missing", "/8: was not expected, found 1"}));
}

TEST_F(MatcherTest, FindsPatternsWithinTexts) {
  Matcher matcher(variables);
  EXPECT_TRUE(matcher.matches_text("/users/{int:id}?a=(b)", "/users/7?a=(b)"));
  EXPECT_TRUE(matcher.matches_text("<{id}>", "<7>"));
  EXPECT_FALSE(matcher.matches_text("<{id}>", "<8>"));
  EXPECT_FALSE(matcher.matches_text("/users/{int}", "/users/7/keys"));
  EXPECT_FALSE(matcher.matches_text("a.c", "abc"));
}

TEST_F(MatcherTest, ReadsTheClaimsOfTokens) {
  // {"alg":"none"} and {"sub":"a?b"}
  EXPECT_TRUE(is_equal(R"("{jwt:token}")", R"("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhP2IifQ.x")"));
  EXPECT_TRUE(is_equal(R"("{token_claims.sub}")", R"("a?b")"));
}

TEST(Variables, FillTexts) {
  Variables variables;
  variables.set_text("name", "ann");
  variables.set("user", boost::json::parse(R"({"id": 7, "home": {"city": "Bonn"}})"));
  EXPECT_EQ(variables.fill("/{name}/{user.id}/{user.home.city}"), "/ann/7/Bonn");
  EXPECT_EQ(variables.fill(R"({"a": {}, "b": "{x*3}"})"), R"({"a": {}, "b": "xxx"})");
  EXPECT_THROW(variables.fill("{nobody}"), std::runtime_error);
  EXPECT_THROW(variables.fill("{user.name}"), std::runtime_error);
}

}  // namespace
}  // namespace rolecall::test
