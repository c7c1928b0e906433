// What a query of Paradime's costs: what it says again is bounded, and a long answer is never in
// memory as a whole.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/api/support/service_test.hpp"

namespace rolecall::test {
namespace {

constexpr std::string_view endpoint = "/api/v1/graphql";

class ParadimeQuery : public ServiceTest {
 protected:
  Response ask(const std::string& query, const std::string& key) {
    return send(Method::post, endpoint, key,
                boost::json::serialize(boost::json::object{{"query", query}}))
        .answer();
  }
  Response ask(const std::string& query) { return ask(query, root); }

  // `leaf` by that many names.
  static std::string by_names(const std::string& leaf, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += " a" + std::to_string(i) + ":" + leaf;
    return text;
  }
  static std::string message(const Response& refusal) {
    return std::string(
        boost::json::parse(refusal.body).at("errors").at(0).at("message").as_string());
  }
};

TEST_F(ParadimeQuery, RefusesToSayEverythingManyTimesAndTellsWhatItWouldCost) {
  const std::string viewer = add_user("eve", Role::viewer);
  add_users(200);
  const Response refusal =
      ask("{ listUsers { activeUsers {" + by_names("uid", 900) + " } } }", viewer);
  EXPECT_EQ(refusal.status, 400);
  EXPECT_NE(message(refusal).find("8388608 are allowed"), std::string::npos) << message(refusal);

  std::string lists;
  for (int i = 0; i < 30; ++i) {
    lists +=
        " l" + std::to_string(i) + ": listUsers { activeUsers {" + by_names("uid", 30) + " } }";
  }
  EXPECT_EQ(ask("{" + lists + " }", viewer).status, 400);
  EXPECT_EQ(ask("{ getAuditLogs { auditLogs {" + by_names("metadataJson", 60) + " } } }").status,
            400);
}

TEST_F(ParadimeQuery, SaysAValueByEveryNameThatItIsAskedForBy) {
  const Response answer =
      ask("{ a: __typename l: listUsers { ok b: activeUsers { c: name d: name __typename } "
          "e: activeUsers { uid f: __typename } } }");
  ASSERT_EQ(answer.status, 200);
  auto body = boost::json::parse(answer.body).at("data");
  EXPECT_EQ(body.at("a"), "Query");
  EXPECT_EQ(body.at("l").at("ok"), true);
  EXPECT_EQ(boost::json::serialize(body.at("l").at("b")),
            R"([{"c":"root","d":"root","__typename":"ActiveUser"}])");
  EXPECT_EQ(body.at("l").at("e").at(0).at("f"), "ActiveUser");
}

TEST_F(ParadimeQuery, AnswersWithAllUsersInPieces) {
  add_users(2000);
  const Response answer = ask("{ listUsers { ok activeUsers { uid email name accountType } } }");
  ASSERT_EQ(answer.status, 200);
  ASSERT_TRUE(answer.more);
  std::string text = answer.body;
  const auto pieces = rest_of(answer);
  EXPECT_GT(pieces.size(), 2U);
  for (const std::string& piece : pieces) {
    EXPECT_LT(piece.size(), limits::answer_piece_bytes + 1000);
    text += piece;
  }
  const auto body = boost::json::parse(text);
  const auto& users = body.at("data").at("listUsers").at("activeUsers").as_array();
  ASSERT_EQ(users.size(), 2001U);
  for (std::size_t i = 1; i < users.size(); ++i) {
    EXPECT_LT(users[i - 1].at("name").as_string(), users[i].at("name").as_string());
  }
}

TEST_F(ParadimeQuery, GivesOneCallerSomeOfTheLongAnswersThatMayBeUnderWay) {
  const std::string viewer = add_user("eve", Role::viewer);
  add_users(2000);
  const std::string query = "{ listUsers { activeUsers { uid email name accountType } } }";
  std::vector<Response> answers;
  for (std::size_t i = 0; i < limits::long_answers_of_caller_max; ++i) {
    answers.push_back(ask(query, viewer));
    EXPECT_EQ(answers.back().status, 200);
  }
  EXPECT_EQ(ask(query, viewer).status, 503);
  EXPECT_EQ(ask(query, root).status, 200);
  answers.pop_back();
  EXPECT_EQ(ask(query, viewer).status, 200);
}

TEST_F(ParadimeQuery, ReadsEachEventOfTheAuditLog) {
  const Response answer = ask("{ getAuditLogs { ok auditLogs { id eventType metadataJson } } }");
  ASSERT_EQ(answer.status, 200);
  const auto body = boost::json::parse(answer.body);
  const auto& entries = body.at("data").at("getAuditLogs").at("auditLogs").as_array();
  ASSERT_EQ(entries.size(), number(directory.model().head()));
  EXPECT_EQ(entries.back().at("id"), 1);
  EXPECT_EQ(entries.back().at("eventType"), "UserCreated");
  EXPECT_EQ(boost::json::parse(entries.back().at("metadataJson").as_string()).at("position"), 1);
}

}  // namespace
}  // namespace rolecall::test
