// Changes under an Idempotency-Key: done once, whatever fails, and answered by what was done.
#include <future>

#include <gtest/gtest.h>

#include "engine/secrets/idempotency_keys.hpp"
#include "engine/types/uuid_v7.hpp"
#include "tests/api/support/served_directory.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/io_faults.hpp"

namespace rolecall::test {
namespace {

class ExecuteOnce : public testing::Test {
 protected:
  HttpAnswer create(const std::string& username) {
    return client.request("POST", "/v1/users", body_of(username),
                          "Idempotency-Key: " + username +
                              "\r\nX-Request-Id: 6f300623-1e0c-48e6-a473-ddf630c0c0c3\r\n");
  }
  static std::string body_of(const std::string& username) {
    return R"({"username": ")" + username + "\"}";
  }
  bool is_there(const std::string& username) {
    return client.get("/v1/users/by-username/" + username).status == 200;
  }

  ServedDirectory served;
  HttpClient client{served.server->port(), served.api_key};
};

TEST_F(ExecuteOnce, DoesAgainWhatOneFailureOfTheDiskPrevented) {
  int refused = 0;
  for (int nth = 1; nth <= 24; ++nth) {
    const std::string username = "user" + std::to_string(nth);
    fail_io(nth, IoFault::error);
    HttpAnswer answer = create(username);
    stop_failing_io();
    refused += answer.status == 503;
    for (int tries = 0; answer.status == 503 && tries < 20; ++tries) answer = create(username);
    ASSERT_EQ(answer.status, 201) << nth << ": " << answer.body;
    EXPECT_NE(answer.body.find(username + '"'), std::string::npos) << answer.body;
    EXPECT_TRUE(is_there(username)) << nth;
    EXPECT_EQ(create(username).header("Idempotency-Replayed"), "true");
  }
  EXPECT_GT(refused, 0);
}

// As where the log was put back to an earlier state, and has grown since.
TEST_F(ExecuteOnce, RepeatsNoAnswerThatTheLogDoesNotKnow) {
  IdempotencyKeys& keys = *served.service.secrets().idempotency;
  const auto root_key = parse_api_key(served.api_key);
  for (const std::uint64_t position : {1, 2, 9999}) {
    const std::string username = "lost" + std::to_string(position);
    const IdempotentRequest lost =
        keys.describe(root_key->id, username, {"POST", "/v1/users", "", body_of(username)},
                      RequestId(new_uuid()));
    std::promise<void> begun;
    keys.begin(lost, Position{0}, wall_clock(), [&](const auto&) { begun.set_value(); });
    begun.get_future().wait();
    keys.finish(lost, {Position{position}, true, served.root, {}});
    const HttpAnswer answer = create(username);
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.header("Idempotency-Replayed"), "");
    EXPECT_NE(answer.body.find(username), std::string::npos) << answer.body;
    EXPECT_TRUE(is_there(username));
  }
}

TEST_F(ExecuteOnce, AnswersWhatCannotBeRenderedWithAnErrorAndGoesOn) {
  IdempotencyKeys& keys = *served.service.secrets().idempotency;
  const IdempotentRequest lost =
      keys.describe(parse_api_key(served.api_key)->id, "lost",
                    {"POST", "/v1/users", "", body_of("lost")}, RequestId(new_uuid()));
  std::promise<void> begun;
  keys.begin(lost, Position{0}, wall_clock(), [&](const auto&) { begun.set_value(); });
  begun.get_future().wait();
  keys.finish(lost, {Position{1}, false, UserId(new_uuid()), {}});
  EXPECT_EQ(create("lost").status, 500);
  EXPECT_EQ(client.get("/v1/me").status, 200);
}

}  // namespace
}  // namespace rolecall::test
