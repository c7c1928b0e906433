// A server that listens while its directory is still replayed.
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "api/start_gate.hpp"
#include "tests/api/support/served_directory.hpp"
#include "tests/support/http_client.hpp"

namespace rolecall::test {
namespace {

class Starting : public testing::Test {
 protected:
  ServerOptions options() const {
    ServerOptions options;
    options.answers_instead = [this](const Request& request, Reply& reply) {
      return gate.answers(request, reply);
    };
    return options;
  }

  StartGate gate;
  ServedDirectory served{options()};
  HttpClient client{served.server->port(), served.api_key};
};

TEST_F(Starting, LivesAndTellsHowFarItIs) {
  gate.tell(Position{7}, Position{100});
  EXPECT_EQ(client.get("/livez").status, 200);
  const HttpAnswer ready = client.get("/readyz");
  EXPECT_EQ(ready.status, 503);
  EXPECT_EQ(ready.header("Content-Type"), "application/json");
  EXPECT_EQ(ready.header("Retry-After"), "1");
  EXPECT_EQ(ready.body, R"({"status":"starting","replayed":7,"of":100})");
}

TEST_F(Starting, AsksEverythingElseToComeAgain) {
  for (const char* const path : {"/v1/users", "/metrics", "/openapi.json", "/nowhere"}) {
    const HttpAnswer answer = client.get(path);
    EXPECT_EQ(answer.status, 503) << path;
    EXPECT_EQ(answer.header("Retry-After"), "1") << path;
    EXPECT_EQ(boost::json::parse(answer.body).at("code"), "unavailable") << path;
  }
  EXPECT_EQ(client.request("POST", "/livez", "{}").status, 503);
}

TEST_F(Starting, StoresNoChangeMeanwhile) {
  EXPECT_EQ(client.request("POST", "/v1/users", R"({"username": "ann"})").status, 503);
  gate.open();
  HttpClient again(served.server->port(), served.api_key);
  EXPECT_EQ(again.get("/v1/users/by-username/ann").status, 404);
}

// Also on a connection that has been there before.
TEST_F(Starting, AnswersAsSoonAsItIsReady) {
  EXPECT_EQ(client.get("/v1/me").status, 503);
  gate.open();
  EXPECT_EQ(client.get("/v1/me").status, 200);
  EXPECT_EQ(client.get("/readyz").status, 200);
  EXPECT_EQ(client.request("POST", "/v1/users", R"({"username": "ann"})").status, 201);
}

}  // namespace
}  // namespace rolecall::test
