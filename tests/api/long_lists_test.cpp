// Lists without pages, whole: of the users there were when it was asked, in chunks.
#include <future>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "tests/api/support/served_directory.hpp"
#include "tests/support/http_client.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t people = 600;

class LongLists : public testing::Test {
 protected:
  LongLists() {
    for (std::size_t i = 0; i < people; ++i) {
      add("person" + std::to_string(i));
      submit(CreateGroup{"group" + std::to_string(i), served.root});
    }
    std::promise<void> done;
    served.service.submit(by_operator(CreateGroup{"last", served.root}),
                          [&](const auto&) { done.set_value(); });
    done.get_future().wait();
  }
  void add(const std::string& name) {
    CreateUser command;
    command.profile.username = name;
    command.profile.display_name = std::string(200, 'd');
    command.profile.attributes = R"({"note": ")" + std::string(300, 'n') + "\"}";
    submit(std::move(command));
  }
  void submit(Command command) {
    served.service.submit(by_operator(std::move(command)), [](const auto& outcome) {
      EXPECT_TRUE(outcome.has_value()) << outcome.error().detail;
    });
  }
  static CommandRequest by_operator(Command command) {
    CommandRequest request;
    request.command = std::move(command);
    request.actor.kind = ActorKind::op;
    return request;
  }
  boost::json::value expect_chunks(std::string_view method, const std::string& target,
                                   const std::string& body = {}) {
    const HttpAnswer answer = client.request(method, target, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked") << target;
    return answer.status == 200 ? boost::json::parse(answer.body) : nullptr;
  }

  ServedDirectory served;
  HttpClient client{served.server->port(), served.api_key};
};

TEST_F(LongLists, AreWholeAndTheConnectionGoesOn) {
  EXPECT_EQ(expect_chunks("POST", "/v1/api/users/query", "{}").at("users").as_object().size(),
            people + 1);
  EXPECT_EQ(expect_chunks("GET", "/admin/realms/master/users?max=-1").as_array().size(),
            people + 1);
  EXPECT_EQ(
      expect_chunks("POST", "/v1/api/workspaces/list", "{}").at("workspaces").as_array().size(),
      people + 1);
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST_F(LongLists, AreOfThePositionTheyWereAskedAt) {
  const std::string before = client.get("/v1/seats").header("Rolecall-Position");
  client.send("GET", "/admin/realms/master/users?max=-1", {});
  HttpClient other(served.server->port(), served.api_key);
  EXPECT_EQ(other.request("POST", "/v1/users", R"({"username": "aaa"})").status, 201);
  const HttpAnswer answer = client.receive();
  const auto users = boost::json::parse(answer.body).as_array();
  const bool is_before = answer.header("Rolecall-Position") == before;
  EXPECT_EQ(users.size(), people + (is_before ? 1 : 2));
}

TEST_F(LongLists, OfEventsAreThePagesOfThemInTheirOrder) {
  const std::string list = "/admin/realms/master/admin-events";
  const auto all = expect_chunks("GET", list + "?max=-1").as_array();
  EXPECT_GT(all.size(), 2 * people);
  boost::json::array pages;
  while (pages.size() < all.size()) {
    const std::string first = "?first=" + std::to_string(pages.size());
    const auto page = boost::json::parse(client.get(list + first).body).as_array();
    ASSERT_FALSE(page.empty());
    EXPECT_LE(page.size(), 100u) << "Keycloak's max where none is given";
    pages.insert(pages.end(), page.begin(), page.end());
  }
  EXPECT_EQ(pages, all);
  const std::string some = "?first=300&max=1000&operationTypes=CREATE&resourceTypes=GROUP";
  EXPECT_EQ(expect_chunks("GET", list + some).as_array().size(), people + 1 - 300);
}

TEST_F(LongLists, OfEventsAreOfThePositionTheyWereAskedAt) {
  client.send("GET", "/admin/realms/master/admin-events?max=-1", {});
  HttpClient other(served.server->port(), served.api_key);
  EXPECT_EQ(other.request("POST", "/v1/users", R"({"username": "aaa"})").status, 201);
  const HttpAnswer answer = client.receive();
  EXPECT_EQ(std::to_string(boost::json::parse(answer.body).as_array().size()),
            answer.header("Rolecall-Position"));
}

TEST_F(LongLists, OfEventsAreSoManyAtOnceForACaller) {
  const std::string all = "/admin/realms/master/admin-events?max=-1";
  std::vector<Place> others;
  while (const Place place = served.service.take_long_answer_place(served.root)) {
    others.push_back(place);
  }
  EXPECT_EQ(client.get(all).status, 503);
  EXPECT_EQ(client.get("/admin/realms/master/admin-events").status, 200) << "a page needs none";
  others.pop_back();
  for (int again = 0; again < 2; ++again) expect_chunks("GET", all);
}

}  // namespace
}  // namespace rolecall::test
