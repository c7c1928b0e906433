// Stores put back from backups of different ages: what is refused, what is accepted, and how
// readers can tell.
#include <cstring>
#include <filesystem>

#include "tests/support/event_stream_client.hpp"
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

class PutBack : public RolecallProgram {
 protected:
  PutBack() {
    const Ended made = run({"bootstrap", "--username", "root", "--json"});
    EXPECT_EQ(made.code, 0) << made.err;
    key = boost::json::parse(made.out).at("api_key").as_string().c_str();
  }

  // A server that stops in order at the object's end.
  struct Server {
    explicit Server(const PutBack& test)
        : program(test.command({"serve", "--listen", "127.0.0.1:0"})), client(port, test.key) {}
    ~Server() {
      program.signal(SIGTERM);
      EXPECT_EQ(program.wait().code, 0);
    }
    HttpAnswer create(const std::string& name) {
      return client.request("POST", "/v1/users", R"({"username": ")" + name + "\"}",
                            "Idempotency-Key: \"" + name + "\"\r\n");
    }
    std::string log() { return client.get("/v1/users").header("Rolecall-Log"); }
    std::string cursor() {
      const HttpAnswer page = client.get("/v1/users?limit=1");
      return boost::json::parse(page.body).at("next_cursor").as_string().c_str();
    }

    SpawnedProgram program;
    const unsigned short port = port_in(program.read_line());
    HttpClient client;
  };

  void save(const std::string& store) const {
    fs::copy(fs::path(data) / store, parent.path() / store);
  }
  void put_back(const std::string& store) const {
    fs::remove_all(fs::path(data) / store);
    fs::copy(parent.path() / store, fs::path(data) / store);
  }
  Ended serve_briefly() const { return run({"serve", "--listen", "127.0.0.1:0"}); }

  std::string key;
};

TEST_F(PutBack, AnOlderLogIsRefusedUntilItIsAcceptedAndReadersCanTell) {
  std::string log_before, cursor;
  save("log");  // at position 2
  {
    Server server(*this);
    for (const char* const name : {"ann", "bob", "eve"}) {
      EXPECT_EQ(server.create(name).status, 201);
    }
    log_before = server.log();
    cursor = server.cursor();
    EXPECT_EQ(server.client.get("/v1/users?cursor=" + cursor).status, 200);
  }
  put_back("log");
  for (const Ended& refused : {serve_briefly(), run({"count"})}) {
    EXPECT_EQ(refused.code, 4);
    for (const char* const said : {"position 2", "position 5", "rolecall accept-log"}) {
      EXPECT_NE(refused.err.find(said), std::string::npos) << refused.err;
    }
  }
  EXPECT_EQ(run({"accept-log"}).code, 0);

  Server server(*this);
  const auto status = [&](const std::string& target, const std::string& fields = {}) {
    return server.client.request("GET", target, {}, fields).status;
  };
  const std::string log_now = server.log();
  EXPECT_NE(log_now, log_before);
  EXPECT_EQ(log_now.substr(0, 37), log_before.substr(0, 37)) << "the id is the same";
  const HttpAnswer gone = server.client.get("/v1/users?cursor=" + cursor);
  EXPECT_EQ(gone.status, 410);
  EXPECT_EQ(boost::json::parse(gone.body).at("field"), "cursor");
  for (const char* const target :
       {"/v1/events?after=5", "/v1/events/poll?wait=0&after=5", "/v1/events/stream?after=5",
        "/v1/users?as_of=5", "/v1/diff?since=5", "/v1/diff?since=1&until=5"}) {
    EXPECT_EQ(status(target), 400) << target;
  }
  for (const char* const feed : {"/v1/events/poll?wait=0", "/v1/events/stream"}) {
    EXPECT_EQ(status(feed, "Last-Event-ID: 5\r\n"), 400) << feed;
  }
  const HttpAnswer again = server.create("ann");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.header("Idempotency-Replayed"), "") << "what was lost is done again";
  EXPECT_EQ(server.create("bob").status, 201);
  EXPECT_EQ(run({"events", "--follow", "--after", "9"}).code, 2);
}

// The lists that the server describes, with the ids of somebody and of a group in their paths.
std::vector<std::string> lists_of(HttpClient& client) {
  const auto users = boost::json::parse(client.get("/v1/users").body);
  const auto groups = boost::json::parse(client.get("/v1/groups").body);
  const auto description = boost::json::parse(client.get("/openapi.json").body);
  std::vector<std::string> lists;
  for (const auto& [pattern, item] : description.at("paths").as_object()) {
    const auto* const get = item.as_object().if_contains("get");
    const std::string text = get ? serialize(*get) : "";
    if (text.find("#/components/parameters/cursor\"") == text.npos) continue;
    std::string path(pattern);
    const std::string group(groups.at_pointer("/groups/0/id").as_string());
    const std::string user(users.at_pointer("/users/0/id").as_string());
    for (const auto& [name, value] :
         {std::pair("{id}", path.starts_with("/v1/groups") ? group : user),
          {"{role}", std::string("ops")}}) {
      if (const auto at = path.find(name); at != path.npos) {
        path.replace(at, std::strlen(name), value);
      }
    }
    lists.push_back(path + (path == "/v1/diff" ? "?since=0&cursor=" : "?cursor="));
  }
  return lists;
}

TEST_F(PutBack, NoListGoesOnBehindACursorOfTheFormerEpochEvenIfItsPositionIsThere) {
  {
    Server server(*this);
    EXPECT_EQ(server.create("ann").status, 201);
    EXPECT_EQ(server.client.request("POST", "/v1/groups", R"({"name": "blue"})").status, 201);
  }
  save("log");
  std::string cursor;
  {
    Server server(*this);
    cursor = server.cursor();
    const auto lists = lists_of(server.client);
    EXPECT_GT(lists.size(), 10u);
    for (const std::string& list : lists) {
      EXPECT_NE(server.client.get(list + cursor).status, 410) << list;
    }
    EXPECT_EQ(server.create("bob").status, 201);
  }
  put_back("log");
  EXPECT_EQ(run({"accept-log"}).code, 0);
  Server server(*this);
  for (const char* const added : {"eve", "dan"}) {
    for (const std::string& list : lists_of(server.client)) {
      const HttpAnswer gone = server.client.get(list + cursor);
      EXPECT_EQ(gone.status, 410) << list << gone.body;
    }
    EXPECT_EQ(server.create(added).status, 201);
  }
  EXPECT_EQ(server.client.get("/v1/users?cursor=" + server.cursor()).status, 200);
}

TEST_F(PutBack, FeedsTellOfWhichLogTheyAre) {
  save("log");  // at position 2
  const auto next_name = [](EventStreamClient& stream) {
    const auto event = stream.next_event();
    return event ? boost::json::parse(event->data).at_pointer("/data/username") : nullptr;
  };
  const auto logs_of = [&](Server& server, const std::string& name) {
    EventStreamClient stream(server.port, key, "?after=2");
    EXPECT_EQ(next_name(stream), name.c_str());
    const HttpAnswer polled = server.client.get("/v1/events/poll?wait=0&after=2");
    EXPECT_EQ(boost::json::parse(polled.body).at_pointer("/data/username"), name.c_str());
    const HttpAnswer none = server.client.get("/v1/events/poll?wait=0&after=3");
    EXPECT_EQ(none.status, 204);
    return std::vector{stream.head.header("Rolecall-Log"), polled.header("Rolecall-Log"),
                       none.header("Rolecall-Log")};
  };
  std::string log_before;
  {
    Server server(*this);
    log_before = server.log();
    EXPECT_EQ(server.create("ann").status, 201);
    EXPECT_EQ(logs_of(server, "ann"), std::vector(3, log_before));
  }
  put_back("log");
  EXPECT_EQ(run({"accept-log"}).code, 0);
  Server server(*this);
  const std::string log_now = server.log();
  EXPECT_NE(log_now, log_before);
  EXPECT_EQ(server.create("eve").status, 201);
  EXPECT_EQ(logs_of(server, "eve"), std::vector(3, log_now));
}

TEST_F(PutBack, AWholeFolderIsOfANewEpochOnceItIsAccepted) {
  const std::vector<const char*> stores{"log", "secrets", "activity"};
  std::string cursor, log_before;
  {
    Server server(*this);
    EXPECT_EQ(server.create("ann").status, 201);
    cursor = server.cursor();
    log_before = server.log();
  }
  for (const char* const store : stores) save(store);
  { EXPECT_EQ(Server(*this).create("bob").status, 201); }
  for (const char* const store : stores) put_back(store);
  {
    Server server(*this);
    EXPECT_EQ(server.log(), log_before) << "nobody can tell yet";
    EXPECT_EQ(server.client.get("/v1/users?cursor=" + cursor).status, 200);
  }
  EXPECT_EQ(run({"accept-log"}).code, 0);
  Server server(*this);
  EXPECT_NE(server.log(), log_before);
  EXPECT_EQ(server.client.get("/v1/users?cursor=" + cursor).status, 410);
}

TEST_F(PutBack, OlderSecretsAreToldAndThoseThatLackAKeyOfSomebodyAreRefused) {
  save("secrets");
  EXPECT_EQ(run({"keys", "issue", "root", "--capability", "read"}).code, 0);
  put_back("secrets");
  const Ended told = run({"count"});
  EXPECT_EQ(told.code, 0);
  EXPECT_NE(told.err.find("older than the log"), std::string::npos) << told.err;
  { EXPECT_EQ(Server(*this).create("ann").status, 201); }
  put_back("secrets");
  const Ended refused = serve_briefly();
  EXPECT_EQ(refused.code, 5);
  EXPECT_NE(refused.err.find("put newer ones back"), std::string::npos) << refused.err;
}

TEST_F(PutBack, LogAndSecretsOfOneMomentAreTakenAsTheyAre) {
  { EXPECT_EQ(Server(*this).create("ann").status, 201); }
  for (const char* const store : {"log", "secrets"}) save(store);
  { EXPECT_EQ(Server(*this).create("bob").status, 201); }
  for (const char* const store : {"log", "secrets"}) put_back(store);
  const Ended counted = run({"count"});
  EXPECT_EQ(counted.out, "2\n") << counted.err;
}

}  // namespace
}  // namespace rolecall::test
