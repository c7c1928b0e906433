// By what a request is known: to the client, to the log, and when it comes again.
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class RequestIds : public RolecallProgram {
 protected:
  void SetUp() override {
    const Ended bootstrapped = run({"bootstrap", "--username", "root"});
    ASSERT_EQ(bootstrapped.code, 0) << bootstrapped.err;
    key = bootstrapped.out.substr(0, bootstrapped.out.find('\n'));
    server.emplace(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
    port = port_in(server->read_line());
    client.emplace(port, key);
  }
  boost::json::value newest_event() {
    const auto answer = client->get("/v1/events?limit=1000");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return boost::json::parse(answer.body).at("events").as_array().back();
  }

  std::string key;
  unsigned short port = 0;
  std::optional<SpawnedProgram> server;
  std::optional<HttpClient> client;
  const std::string sent = "6f300623-1e0c-48e6-a473-ddf630c0c0c3";
};

TEST_F(RequestIds, AreTheServersOwnInTheLogWhateverTheClientSays) {
  std::vector<std::string> ids;
  for (const std::string group : {"blue", "green"}) {
    const auto made = client->request("POST", "/v1/groups", R"({"name": ")" + group + "\"}",
                                      "X-Request-Id: " + sent + "\r\n");
    EXPECT_EQ(made.header("X-Request-Id"), sent);
    const auto event = newest_event();
    EXPECT_EQ(event.at("correlation_id").as_string(), sent);
    ids.emplace_back(event.at("request_id").as_string());
  }
  EXPECT_NE(ids[0], sent);
  EXPECT_NE(ids[0], ids[1]);
}

TEST_F(RequestIds, OfBulkLinesAreTheirOwnUnderOneCorrelation) {
  const auto before = client->get("/v1/me").header("Rolecall-Position");
  const std::string lines = R"({"method": "POST", "path": "/v1/groups", "body": {"name": "blue"}})"
                            "\n"
                            R"({"method": "POST", "path": "/v1/groups", "body": {"name": "green"}})"
                            "\n";
  const auto answer =
      client->request("POST", "/v1/bulk", lines,
                      "Content-Type: application/x-ndjson\r\nX-Request-Id: " + sent + "\r\n");
  ASSERT_EQ(answer.status, 200);
  const auto read = client->get("/v1/events?after=" + before);
  const auto events = boost::json::parse(read.body).at("events").as_array();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].at("correlation_id").as_string(), sent);
  EXPECT_EQ(events[1].at("correlation_id").as_string(), sent);
  EXPECT_NE(events[0].at("request_id"), events[1].at("request_id"));
}

TEST_F(RequestIds, AreNoKeysToIdempotenceWhereThatIsNotHonoured) {
  const std::string fields = "Idempotency-Key: k\r\n";
  const auto bulk =
      client->request("POST", "/v1/bulk", "\n", fields + "Content-Type: application/x-ndjson\r\n");
  EXPECT_EQ(bulk.status, 400);
  EXPECT_EQ(boost::json::parse(bulk.body).at("field"), "Idempotency-Key");
  HttpClient posit(port);
  const std::string credential = "Authorization: Key " + key + "\r\n";
  const auto refused =
      posit.request("POST", "/__api__/v1/users", R"({"username": "ann"})", credential + fields);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("Idempotency-Key"), std::string::npos);
  const auto read = posit.request("GET", "/__api__/v1/user", "", credential + fields);
  EXPECT_EQ(read.status, 200) << "a read is what it is";
}

}  // namespace
}  // namespace rolecall::test
