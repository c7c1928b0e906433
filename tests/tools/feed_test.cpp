// The log as it grows: streams, polls, reads that wait for a position, and events --follow.
#include <chrono>

#include "tests/support/event_stream_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

class Feed : public RolecallProgram {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
    boss = key_of("boss", "manage");
    celine = key_of("céline", "read");
    server.emplace(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
    port = port_in(server->read_line());
    client.emplace(port, boss);
    head = boost::json::parse(client->get("/v1/state").body).at("position").as_int64();
  }

  std::string key_of(const std::string& username, const std::string& capability) const {
    const Ended issued = run({"keys", "issue", username, "--capability", capability});
    EXPECT_EQ(issued.code, 0) << issued.err;
    return issued.out.substr(0, issued.out.find('\n'));
  }
  // Stores one event; answers where the user is.
  std::string add_user(const std::string& name) {
    const auto made = client->request("POST", "/v1/users", R"({"username": ")" + name + "\"}");
    EXPECT_EQ(made.status, 201) << made.body;
    ++head;
    return made.header("Location");
  }
  std::string lines_of(const std::string& query) {
    return client->get("/v1/events/poll?limit=1000&wait=0" + query).body;
  }

  std::string boss, celine;  // their keys
  unsigned short port = 0;
  std::int64_t head = 0;
  std::optional<SpawnedProgram> server;
  std::optional<HttpClient> client;
};

TEST_F(Feed, StreamsFromAnyPositionThroughThePresent) {
  const auto stored = json_lines(lines_of(""));
  ASSERT_EQ(static_cast<std::int64_t>(stored.size()), head);
  EventStreamClient all(port, boss), later(port, boss, "?after=4"),
      resumed(port, boss, "?after=1", "6");
  EXPECT_EQ(all.head.header("Content-Type"), "text/event-stream");
  EXPECT_EQ(all.head.header("Rolecall-Position"), std::to_string(head));
  const std::int64_t last = head;
  for (const char* name : {"dan", "eve", "fay"}) add_user(name);
  for (auto& [stream, after] :
       {std::pair<EventStreamClient&, std::int64_t>{all, 0}, {later, 4}, {resumed, 6}}) {
    for (std::int64_t position = after + 1; position <= head; ++position) {
      const auto event = stream.next();
      ASSERT_TRUE(event.has_value());
      EXPECT_EQ(event->id, std::to_string(position));
      const auto told = boost::json::parse(event->data);
      EXPECT_EQ(told.at("position"), position);
      if (position <= last) {
        EXPECT_EQ(told, stored.at(static_cast<std::size_t>(position - 1)));
      } else {
        EXPECT_EQ(told.at("type"), "UserCreated");
      }
    }
  }
}

TEST_F(Feed, TellsTheNamesThatWereKnownThen) {
  const auto before = lines_of("");
  const auto ann = boost::json::parse(client->get("/v1/users/by-username/ann").body);
  client->request("PATCH", "/v1/users/" + std::string(ann.at("id").as_string()),
                  R"({"username": "anna"})");
  ++head;
  EXPECT_EQ(lines_of("").substr(0, before.size()), before);
}

TEST_F(Feed, TellsOnlyWhatPassesAllFilters) {
  const auto bob = add_user("dan");
  client->request("POST", bob + "/deactivate", "{}");
  const auto types = [&](const std::string& query) {
    std::string all;
    for (const auto& event : json_lines(lines_of(query))) {
      all += std::string(event.at("type").as_string()) + " ";
    }
    return all;
  };
  EXPECT_EQ(types("&user=dan"), "UserCreated UserDeactivated ");
  EXPECT_EQ(types("&user=dan&type=UserDeactivated"), "UserDeactivated ");
  EXPECT_EQ(types("&group=blue&type=MemberAdded,GroupCreated"),
            "GroupCreated MemberAdded MemberAdded ");
  EXPECT_EQ(types("&actor=boss&type=UserDeactivated,MemberAdded&user=bob"),
            "MemberAdded UserDeactivated ");
  EXPECT_EQ(types("&user=c%C3%A9line&group=blue"), "");
  EventStreamClient stream(port, boss, "?type=UserDeactivated");
  for (const char* user : {"bob", "dan"}) {
    const auto event = stream.next_event();
    ASSERT_TRUE(event.has_value());
    const auto id = boost::json::parse(event->data).at("user_id");
    const auto body = client->get(std::string("/v1/users/by-username/") + user).body;
    EXPECT_EQ(boost::json::parse(body).at("id"), id);
  }
}

TEST_F(Feed, RefusesWhatThisLogDoesNotHave) {
  for (const auto& [query, field] :
       std::vector<std::pair<std::string, std::string>>{{"?after=99", "after"},
                                                        {"?after=-1", "after"},
                                                        {"?type=Nothing", "type"},
                                                        {"?user=nobody", "user"},
                                                        {"?group=green", "group"},
                                                        {"?as_of=1", "as_of"}}) {
    for (const char* path : {"/v1/events/stream", "/v1/events/poll"}) {
      const auto answer = client->get(path + query);
      EXPECT_EQ(answer.status, 400) << path << query;
      EXPECT_EQ(boost::json::parse(answer.body).at("field").as_string(), field);
    }
  }
  for (const char* id : {"99", "x", "99999999999999999999"}) {
    EXPECT_EQ(EventStreamClient(port, boss, "", id).head.status, 400) << id;
  }
  EXPECT_EQ(EventStreamClient(port, celine).head.status, 403);
  EXPECT_EQ(EventStreamClient(port, "").head.status, 401);
  EXPECT_EQ(client->get("/v1/events/poll?wait=61").status, 400);
}

// One that is of another log, or of this one before it was put back from a backup.
TEST_F(Feed, SaysTheSameOfAPositionBeyondTheHeadHoweverItIsReadOn) {
  const std::string beyond = std::to_string(head + 1);
  const std::string said = "lies beyond the last position, " + std::to_string(head) +
                           ": it is of another log, or of this one before it was put back from a "
                           "backup";
  for (const char* path : {"/v1/events", "/v1/events/poll", "/v1/events/stream"}) {
    const auto answer = client->get(path + std::string("?after=") + beyond);
    EXPECT_EQ(answer.status, 400) << path;
    const auto problem = boost::json::parse(answer.body);
    EXPECT_EQ(problem.at("field"), "after") << path;
    EXPECT_EQ(problem.at("detail").as_string(), said) << path;
  }
  const auto resumed = EventStreamClient(port, boss, "", beyond).head;
  EXPECT_EQ(boost::json::parse(resumed.body).at("detail").as_string(), said);
  for (const std::vector<std::string>& verb :
       {std::vector<std::string>{"events", "--after", beyond},
        {"events", "--follow", "--after", beyond}}) {
    const Ended ended = run(verb);
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.err, "rolecall: after: " + said + "\n");
  }
  const std::string at_head = "?after=" + std::to_string(head);
  EXPECT_EQ(client->get("/v1/events" + at_head).status, 200);
  EXPECT_EQ(client->get("/v1/events/poll" + at_head + "&wait=0").status, 204);
  HttpClient waiting(port, boss);
  waiting.send("GET", "/v1/events?after=" + beyond + "&min_position=" + beyond, "");
  add_user("dan");
  EXPECT_EQ(waiting.receive().status, 200) << "of what is awaited";
}

TEST_F(Feed, EndsWithItsCredential) {
  const auto issued = boost::json::parse(
      client->request("POST", "/v1/api-keys", R"({"user": "boss", "capability": "read"})").body);
  ++head;
  EventStreamClient stream(port, std::string(issued.at("api_key").as_string()),
                           "?after=" + std::to_string(head));
  add_user("dan");
  EXPECT_EQ(stream.next()->id, std::to_string(head));
  const std::string id(issued.at("key").at("id").as_string());
  const auto revoked = client->request("DELETE", "/v1/api-keys/" + id, "");
  EXPECT_EQ(revoked.status, 204) << revoked.body;
  EXPECT_FALSE(stream.next().has_value());
}

TEST_F(Feed, AnswersNoPollOfACredentialThatIsRevokedMeanwhile) {
  const auto issued = boost::json::parse(
      client->request("POST", "/v1/api-keys", R"({"user": "boss", "capability": "read"})").body);
  ++head;
  HttpClient polling(port, std::string(issued.at("api_key").as_string()));
  EXPECT_EQ(polling.get("/v1/me").status, 200);
  polling.send("GET", "/v1/events/poll?wait=20&type=ApiKeyRevoked&after=" + std::to_string(head),
               "");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // by then it waits
  const std::string id(issued.at("key").at("id").as_string());
  EXPECT_EQ(client->request("DELETE", "/v1/api-keys/" + id, "").status, 204);
  EXPECT_EQ(polling.receive().status, 401);
}

TEST_F(Feed, FindsWhoIsMeantByAName) {
  const auto dan = add_user("dan");
  client->request("DELETE", dan, "");
  ++head;
  const auto gone = lines_of("&user=dan");
  EXPECT_EQ(json_lines(gone).size(), 2U) << gone;
  add_user("dan");
  EXPECT_EQ(json_lines(lines_of("&user=dan")).size(), 1U);
}

TEST_F(Feed, GoesOnBehindAnyPositionByEitherName) {
  HttpClient polling(port, boss);
  const auto answer =
      polling.request("GET", "/v1/events/poll?after=99&limit=1", "", "Last-Event-ID: 4\r\n");
  EXPECT_EQ(json_lines(answer.body).at(0).at("position"), 5) << answer.body;
}

TEST_F(Feed, RefusesNobodyWhoMayComeWithAnAwaitedPosition) {
  HttpClient waiting(port, boss);
  waiting.send("GET", "/v1/role-changes?user=dan&min_position=" + std::to_string(head + 1), "");
  add_user("dan");
  const auto answer = waiting.receive();
  EXPECT_EQ(answer.status, 200) << answer.body;
}

TEST_F(Feed, TellsHowFarItIsWhereNothingPassesTheFilters) {
  EventStreamClient stream(port, boss, "?type=GroupDeleted");
  add_user("dan");
  const auto start = Clock::now();
  const auto block = stream.next();
  ASSERT_TRUE(block.has_value());
  EXPECT_EQ(block->data, "");
  EXPECT_EQ(block->id, std::to_string(head));
  EXPECT_LT(Clock::now() - start, seconds(25));
}

TEST_F(Feed, AnswersAPollWhenSomethingHappens) {
  const auto none = client->get("/v1/events/poll?wait=0&after=" + std::to_string(head));
  EXPECT_EQ(none.status, 204);
  EXPECT_EQ(none.header("Rolecall-Position"), std::to_string(head));
  HttpClient waiting(port, boss);
  waiting.send("GET", "/v1/events/poll?wait=20&type=UserDeactivated&after=" + std::to_string(head),
               "");
  const auto dan = add_user("dan");
  client->request("POST", dan + "/deactivate", "{}");
  ++head;
  const auto answer = waiting.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Rolecall-Position"), std::to_string(head));
  EXPECT_EQ(json_lines(answer.body).at(0).at("position"), head);
  const auto page = client->get("/v1/events/poll?limit=2");
  EXPECT_EQ(client->request("GET", "/v1/events/poll?limit=2", "", "Accept: application/ndjson\r\n")
                .header("Content-Type"),
            "application/ndjson");
  EXPECT_EQ(json_lines(page.body).size(), 2u);
  EXPECT_EQ(page.header("Rolecall-Position"), "2");
}

TEST_F(Feed, LetsAReadWaitForItsPosition) {
  HttpClient waiting(port, celine);
  const std::string next = std::to_string(head + 1);
  waiting.send("GET", "/v1/users/count?min_position=" + next, "");
  waiting.send("GET", "/v1/users/count?min_position=" + std::to_string(head), "");
  add_user("dan");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(waiting.receive().body, R"({"count":5,"position":)" + next + "}");
  }
  EXPECT_EQ(client->get("/v1/users?min_position=x").status, 400);
  const auto start = Clock::now();
  const auto refused = client->get("/v1/users?min_position=999");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(boost::json::parse(refused.body).at("field"), "min_position");
  EXPECT_EQ(boost::json::parse(refused.body).at("position"), head);
  EXPECT_GT(Clock::now() - start, seconds(4));
  EXPECT_LT(Clock::now() - start, seconds(20));
}

TEST_F(Feed, LetsNobodyWaitForAServerThatStops) {
  EventStreamClient stream(port, boss, "?after=" + std::to_string(head));
  HttpClient polling(port, boss), reading(port, boss);
  polling.send("GET", "/v1/events/poll?wait=60&after=" + std::to_string(head), "");
  reading.send("GET", "/v1/users?min_position=999", "");
  EXPECT_EQ(client->get("/v1/users?min_position=999&size=1").status, 400) << "at once";
  add_user("dan");  // by then they all wait
  EXPECT_EQ(stream.next()->id, std::to_string(head));
  EXPECT_EQ(polling.receive().status, 200);
  polling.send("GET", "/v1/events/poll?wait=60&after=" + std::to_string(head), "");
  const auto start = Clock::now();
  server->signal(SIGTERM);
  EXPECT_EQ(server->wait().code, 0);
  EXPECT_LT(Clock::now() - start, seconds(4));
  EXPECT_FALSE(stream.next_event().has_value());
  EXPECT_EQ(reading.receive().status, 503);
}

TEST_F(Feed, IsFollowedOnTheCommandLineBesideTheServer) {
  SpawnedProgram lines(command({"events", "--follow", "--json", "--type", "UserCreated"}));
  SpawnedProgram table(command({"events", "--follow", "--after", std::to_string(head)}));
  const auto expect_line = [&](const char* name) {
    const auto line = lines.read_line();
    ASSERT_TRUE(line.has_value()) << name;
    EXPECT_EQ(boost::json::parse(*line).at("data").at("username"), name);
  };
  for (const char* name : {"boss", "ann", "bob", "céline"}) expect_line(name);
  add_user("dan");
  expect_line("dan");
  EXPECT_TRUE(table.read_line()->starts_with("POSITION"));
  EXPECT_NE(table.read_line()->find("username=dan"), std::string::npos);
  add_user("eve");
  expect_line("eve");
  EXPECT_NE(table.read_line()->find("username=eve"), std::string::npos);
  EXPECT_EQ(run({"events", "--follow", "--as-of", "1"}).code, 2);
  EXPECT_EQ(run({"events", "--follow", "--user", "nobody"}).code, 2);
  EXPECT_EQ(run({"events", "--follow", "--after", "99"}).code, 2);
}

TEST_F(Feed, FollowsWhoHasGotAnotherName) {
  SpawnedProgram lines(command({"events", "--follow", "--json", "--user", "ann"}));
  const auto next_type = [&] {
    const auto line = lines.read_line();
    return line ? std::string(boost::json::parse(*line).at("type").as_string()) : "";
  };
  for (const char* type : {"UserCreated", "MemberAdded", "RoleAssigned"}) {
    EXPECT_EQ(next_type(), type);
  }
  const auto ann = boost::json::parse(client->get("/v1/users/by-username/ann").body);
  const std::string path = "/v1/users/" + std::string(ann.at("id").as_string());
  client->request("PATCH", path, R"({"username": "anna"})");
  EXPECT_EQ(next_type(), "UserProfileChanged");
  client->request("POST", path + "/deactivate", "{}");
  EXPECT_EQ(next_type(), "UserDeactivated");
}

}  // namespace
}  // namespace rolecall::test
