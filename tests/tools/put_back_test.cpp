// Stores put back from backups of different ages: what is refused, what is accepted, and how
// readers can tell.
#include <filesystem>
#include <thread>

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
        : program(test.command({"serve", "--listen", "127.0.0.1:0"})),
          client(port_in(program.read_line()), test.key) {}
    ~Server() {
      program.signal(SIGTERM);
      EXPECT_EQ(program.wait().code, 0);
    }
    HttpAnswer create(const std::string& name) {
      return client.request("POST", "/v1/users", R"({"username": ")" + name + "\"}",
                            "Idempotency-Key: \"" + name + "\"\r\n");
    }

    SpawnedProgram program;
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
    const HttpAnswer page = server.client.get("/v1/users?limit=1");
    log_before = page.header("Rolecall-Log");
    cursor = boost::json::parse(page.body).at("next_cursor").as_string().c_str();
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
  const std::string log_now = server.client.get("/v1/users").header("Rolecall-Log");
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
  EXPECT_EQ(status("/v1/events/poll?wait=0", "Last-Event-ID: 5\r\n"), 400);
  const HttpAnswer again = server.create("ann");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.header("Idempotency-Replayed"), "") << "what was lost is done again";
  EXPECT_EQ(server.create("bob").status, 201);
  EXPECT_EQ(run({"events", "--follow", "--after", "9"}).code, 2);
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
