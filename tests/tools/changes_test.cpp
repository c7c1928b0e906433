// What changes promise over HTTP, against a real server process: repeated safely, tried without
// being done, many at once, in time.
#include <chrono>
#include <memory>
#include <thread>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

std::string text(const value& object, const char* member) {
  return std::string(object.at(member).as_string());
}

class Changes : public RolecallProgram {
 protected:
  Changes() {
    const Ended bootstrapped = run({"bootstrap", "--username", "root"});
    EXPECT_EQ(bootstrapped.code, 0) << bootstrapped.err;
    key_ = bootstrapped.out.substr(0, bootstrapped.out.find('\n'));
    start();
  }

  void start() {
    server_ = std::make_unique<SpawnedProgram>(
        command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
    port_ = port_in(server_->read_line());
    client_ = std::make_unique<HttpClient>(port_, key_);
  }
  void stop(int signal) {
    server_->signal(signal);
    (void)server_->wait();
  }
  void restart(int signal = SIGTERM) {
    stop(signal);
    start();
  }

  HttpClient& client() { return *client_; }
  unsigned short port() const { return port_; }
  HttpAnswer post(const std::string& target, const std::string& json,
                  const std::string& fields = {}) {
    return client_->request("POST", target, json, fields);
  }
  value got(const std::string& target) {
    const auto answer = client_->get(target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return boost::json::parse(answer.body);
  }
  std::string created(const std::string& username) {
    const auto answer = post("/v1/users", R"({"username":")" + username + "\"}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.header("Location");
  }
  static std::string in_seconds(int seconds) {
    return to_text(std::chrono::system_clock::now() + std::chrono::seconds(seconds));
  }

 private:
  static std::string to_text(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char buffer[32];
    return {buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &utc)};
  }

  std::string key_;
  std::unique_ptr<SpawnedProgram> server_;
  unsigned short port_ = 0;
  std::unique_ptr<HttpClient> client_;
};

const std::string first_key = "Idempotency-Key: \"first\"\r\n";

// ---- repeated safely ---------------------------------------------------------------------------

TEST_F(Changes, ARepeatedRequestIsDoneOnceAndAnsweredAlike) {
  const std::string ann = R"({"username":"ann"})";
  const auto first = post("/v1/users", ann, first_key);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.header("Idempotency-Replayed"), "");
  const auto again = post("/v1/users", ann, first_key);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("Location"), first.header("Location"));
  EXPECT_EQ(again.header("ETag"), first.header("ETag"));
  EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
  EXPECT_EQ(got("/v1/users/count").at("count"), 2);
}

TEST_F(Changes, TheAnswerIsTheOneOfThenWhateverCameAfter) {
  const std::string user = created("ann");
  const auto first = client().request("PUT", user + "/role", R"({"role":"admin"})", first_key);
  ASSERT_EQ(first.status, 200);
  ASSERT_EQ(client().request("PUT", user + "/role", R"({"role":"viewer"})").status, 200);
  const auto again = client().request("PUT", user + "/role", R"({"role":"admin"})", first_key);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(got(user).at("role"), "viewer");
}

TEST_F(Changes, KeysOutliveARestartAndAKill) {
  const auto first = post("/v1/users", R"({"username":"ann"})", first_key);
  ASSERT_EQ(first.status, 201);
  for (const int signal : {SIGTERM, SIGKILL}) {
    restart(signal);
    const auto again = post("/v1/users", R"({"username":"ann"})", first_key);
    EXPECT_EQ(again.status, 201) << again.body;
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(again.header("Location"), first.header("Location"));
  }
  EXPECT_EQ(got("/v1/users/count").at("count"), 2);
}

TEST_F(Changes, ARefusalIsNotKept) {
  EXPECT_EQ(post("/v1/users", R"({"username":"root"})", first_key).status, 409);
  EXPECT_EQ(post("/v1/users", R"({"username":"ann"})", first_key).status, 201);
}

TEST_F(Changes, AKeyBelongsToOneRequestOfOneClient) {
  ASSERT_EQ(post("/v1/users", R"({"username":"ann"})", first_key).status, 201);
  const auto other = post("/v1/users", R"({"username":"bob"})", first_key);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(text(boost::json::parse(other.body), "field"), "Idempotency-Key");
  const auto issued = post("/v1/api-keys", R"({"user":"root","capability":"manage"})");
  HttpClient second(port(), text(boost::json::parse(issued.body), "api_key"));
  EXPECT_EQ(second.request("POST", "/v1/users", R"({"username":"bob"})", first_key).status, 201);
}

TEST_F(Changes, AMalformedKeyOrOneOnASecretIsRefused) {
  for (const std::string& key :
       {std::string(" "), std::string("two words"), std::string(300, 'x')}) {
    const auto refused =
        post("/v1/users", R"({"username":"ann"})", "Idempotency-Key: \"" + key + "\"\r\n");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(text(boost::json::parse(refused.body), "field"), "Idempotency-Key");
  }
  EXPECT_EQ(post("/v1/api-keys", R"({"user":"root"})", first_key).status, 400);
  EXPECT_EQ(post("/v1/invitations", R"({"email":"a@x.org"})", first_key).status, 400);
}

// ---- tried without being done ------------------------------------------------------------------

TEST_F(Changes, ADryRunSaysWhatWouldHappenAndDoesNothing) {
  const auto tried = post("/v1/users?dry_run=true", R"({"username":"ann","reason":"new here"})");
  ASSERT_EQ(tried.status, 200) << tried.body;
  const value plan = boost::json::parse(tried.body);
  EXPECT_EQ(plan.at("dry_run"), true);
  EXPECT_EQ(plan.at("changed"), true);
  ASSERT_EQ(plan.at("events").as_array().size(), 1U);
  const value& event = plan.at("events").as_array()[0];
  EXPECT_EQ(event.at("type"), "UserCreated");
  EXPECT_EQ(event.at("reason"), "new here");
  EXPECT_EQ(event.at("data").at("username"), "ann");
  EXPECT_EQ(got("/v1/users/count").at("count"), 1);
  EXPECT_EQ(post("/v1/users?dry_run=true", R"({"username":"ROOT"})").status, 409);
  EXPECT_EQ(post("/v1/users?dry_run=perhaps", R"({"username":"ann"})").status, 400);
}

TEST_F(Changes, ADryRunOpensNoEmptyDirectory) {
  const TemporaryDirectory empty;
  SpawnedProgram server(
      {ROLECALL_PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data", empty.path() / "data"});
  HttpClient client(port_in(server.read_line()));
  const std::string root = R"({"username":"root"})";
  const auto tried = client.request("POST", "/v1/bootstrap?dry_run=true", root);
  EXPECT_EQ(tried.status, 200) << tried.body;
  EXPECT_EQ(tried.header("Rolecall-Position"), "0");
  EXPECT_EQ(client.request("POST", "/v1/bootstrap?dry_runs=true", root).status, 400);
  EXPECT_EQ(client.request("POST", "/v1/bootstrap", root).status, 201);
  EXPECT_EQ(client.request("POST", "/v1/bootstrap?dry_run=true", root).status, 409);
}

TEST_F(Changes, ADryRunGivesOutNoSecret) {
  for (const auto& [target, json] :
       {std::pair{"/v1/api-keys?dry_run=true", R"({"user":"root"})"},
        std::pair{"/v1/invitations?dry_run=true", R"({"email":"a@x.org"})"}}) {
    const auto tried = post(target, json);
    EXPECT_EQ(tried.status, 200) << tried.body;
    const value plan = boost::json::parse(tried.body);
    EXPECT_EQ(plan.as_object().contains("api_key"), false);
    EXPECT_EQ(plan.as_object().contains("token"), false);
  }
  EXPECT_EQ(got("/v1/invitations").at("invitations").as_array().size(), 0U);
}

// ---- as it was written -------------------------------------------------------------------------

TEST_F(Changes, AttributesAreKeptAsTheyWereWrittenUntilNullTakesThemAway) {
  const std::string attributes = R"({"n":0.3,"big":12345678901234567890.125,"deep":{"b":[1, 2]}})";
  const auto made = post("/v1/users", R"({"username":"ann","attributes": )" + attributes + " }");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string compact =
      R"("attributes":{"n":0.3,"big":12345678901234567890.125,"deep":{"b":[1,2]}})";
  EXPECT_NE(made.body.find(compact), std::string::npos) << made.body;
  const std::string ann = made.header("Location");
  EXPECT_EQ(client().request("PATCH", ann, R"({"attributes":7})").status, 422);
  EXPECT_NE(client().request("PATCH", ann, R"({"first_name":"Ann"})").body.find(compact),
            std::string::npos);
  const std::string line =
      R"({"method":"POST","path":"/v1/users","body":{"username":"bob","attributes":)" + attributes +
      "}}";
  EXPECT_NE(post("/v1/bulk", line, "Content-Type: application/x-ndjson\r\n").body.find(compact),
            std::string::npos);
  ASSERT_EQ(client().request("PATCH", ann, R"({"attributes":null})").status, 200);
  EXPECT_TRUE(got(ann).at("attributes").is_null());
}

// ---- many at once ------------------------------------------------------------------------------

TEST_F(Changes, OfManyInOneRequestEachHasItsResult) {
  const std::string ann = created("ann");
  const std::string lines = R"({"method":"POST","path":"/v1/users","body":{"username":"bob"}})"
                            "\n"
                            R"({"method":"POST","path":"/v1/users","body":{"username":"ANN"}})"
                            "\n"
                            R"({"method":"PUT","path":")" +
                            ann +
                            R"(/role","body":{"role":"admin"},"if_match":"\"7\""})"
                            "\n"
                            R"({"method":"PUT","path":")" +
                            ann +
                            R"(/role","body":{"role":"admin"},"if_match":"\"1\""})"
                            "\n"
                            "nonsense\n"
                            R"({"method":"GET","path":"/v1/users"})"
                            "\n"
                            R"({"method":"POST","path":"/v1/bulk"})"
                            "\n"
                            R"({"method":"POST","path":"/v1/nowhere"})"
                            "\n";
  const auto answer = post("/v1/bulk", lines, "Content-Type: application/x-ndjson\r\n");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.header("Content-Type"), "application/x-ndjson");
  std::vector<std::int64_t> statuses;
  std::istringstream results(answer.body);
  for (std::string line; std::getline(results, line);) {
    const value result = boost::json::parse(line);
    EXPECT_EQ(result.at("line"), statuses.size() + 1);
    statuses.push_back(result.at("status").as_int64());
  }
  EXPECT_EQ(statuses, (std::vector<std::int64_t>{201, 409, 412, 200, 400, 422, 422, 404}));
  EXPECT_EQ(got(ann).at("role"), "admin");
}

TEST_F(Changes, ManyInOneRequestAreLinesByEitherOfTheirNames) {
  const std::string line = R"({"method":"POST","path":"/v1/users","body":{"username":"bob"}})";
  const std::string type = "Content-Type: application/ndjson\r\n";
  const std::string dry_run = "/v1/bulk?dry_run=true";
  EXPECT_EQ(post(dry_run, line, type).header("Content-Type"), "application/x-ndjson");
  for (const char* accept : {"application/ndjson", "text/plain, application/ndjson;q=0.9"}) {
    const auto answer = post(dry_run, line, type + "Accept: " + accept + "\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Type"), "application/ndjson") << accept;
  }
  const auto other = post(dry_run, line, type + "Accept: application/x-ndjson, */*\r\n");
  EXPECT_EQ(other.header("Content-Type"), "application/x-ndjson");
}

TEST_F(Changes, ABooleanInQuotesIsNone) {
  const auto answer = post("/v1/users", R"({"username":"bob","active":"true"})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer.body.find("a boolean without quotes"), std::string::npos) << answer.body;
}

TEST_F(Changes, ManyInOneRequestAreBounded) {
  std::string lines;
  for (int i = 0; i < 1001; ++i) lines += "{}\n";
  EXPECT_EQ(post("/v1/bulk", lines, "Content-Type: application/x-ndjson\r\n").status, 413);
  EXPECT_EQ(post("/v1/bulk", "{}\n").status, 415);
}

// ---- known already -----------------------------------------------------------------------------

TEST_F(Changes, WhatTheClientHasIsNotSentAgain) {
  const std::string ann = created("ann");
  const auto known = client().request("GET", ann, "", "If-None-Match: W/\"9\", \"1\"\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.header("ETag"), "\"1\"");
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(client().request("GET", ann, "", "If-None-Match: \"2\"\r\n").status, 200);
  EXPECT_EQ(client().request("GET", ann, "", "If-None-Match: *\r\n").status, 304);
}

// ---- in time -----------------------------------------------------------------------------------

TEST_F(Changes, ARoleEndsByItselfWhileTheServerRuns) {
  const std::string ann = created("ann");
  ASSERT_EQ(client()
                .request("PUT", ann + "/role",
                         R"({"role":"admin","valid_until":")" + in_seconds(3) + "\"}")
                .status,
            200);
  EXPECT_EQ(got("/v1/roles/expiring").at("users").as_array().size(), 1U);
  for (int i = 0; i < 200 && got(ann).at("role") == "admin"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(got(ann).at("role"), "analyst");
  EXPECT_EQ(got("/v1/roles/expiring").at("users").as_array().size(), 0U);
  const value events = got(ann + "/history").at("events");
  EXPECT_EQ(events.as_array().back().at("type"), "RoleExpired");
  EXPECT_EQ(events.as_array().back().at("actor").at("kind"), "system");
}

TEST_F(Changes, RolesThatFellDueWhileNoServerRanEndInTheirOrder) {
  const std::string ann = created("ann");
  const std::string bob = created("bob");
  const std::string bobs_end = in_seconds(2);
  const std::string anns_end = in_seconds(3);
  for (const auto& [user, end] : {std::pair{ann, anns_end}, std::pair{bob, bobs_end}}) {
    ASSERT_EQ(
        client()
            .request("PUT", user + "/role", R"({"role":"admin","valid_until":")" + end + "\"}")
            .status,
        200);
  }
  stop(SIGTERM);
  std::this_thread::sleep_for(std::chrono::milliseconds(3500));
  start();
  EXPECT_EQ(got(ann).at("role"), "analyst");
  const value events = got("/v1/events?after=6").at("events");
  ASSERT_GE(events.as_array().size(), 2U);
  const value& first = events.as_array()[0];
  const value& second = events.as_array()[1];
  EXPECT_EQ("/v1/users/" + text(first, "user_id"), bob);
  EXPECT_EQ("/v1/users/" + text(second, "user_id"), ann);
  EXPECT_EQ(text(first, "time").substr(0, 19), bobs_end.substr(0, 19));
  EXPECT_EQ(text(second, "time").substr(0, 19), anns_end.substr(0, 19));
  EXPECT_GT(text(first, "recorded_at"), text(second, "time"));
}

// ---- invitations and passwords -----------------------------------------------------------------

TEST_F(Changes, AnInvitationIsAcceptedByItsTokenOnce) {
  const auto invited = post("/v1/invitations", R"({"email":"eve@x.org","role":"viewer"})");
  ASSERT_EQ(invited.status, 201) << invited.body;
  const value made = boost::json::parse(invited.body);
  const std::string accept = invited.header("Location") + "/accept";
  HttpClient stranger(port());
  const auto with = [](const std::string& token) { return R"({"token":")" + token + "\"}"; };
  EXPECT_EQ(stranger.request("POST", accept, "").status, 401);
  EXPECT_EQ(stranger.request("POST", accept, with("rci_" + std::string(96, '0'))).status, 401);

  const auto renewed = post(invited.header("Location") + "/renew", "");
  ASSERT_EQ(renewed.status, 200) << renewed.body;
  EXPECT_EQ(stranger.request("POST", accept, with(text(made, "token"))).status, 401)
      << "the token of before";
  const std::string token = text(boost::json::parse(renewed.body), "token");
  restart();
  HttpClient eve(port());
  const auto accepted = eve.request("POST", accept, with(token));
  ASSERT_EQ(accepted.status, 201) << accepted.body;
  EXPECT_EQ(text(boost::json::parse(accepted.body), "username"), "eve@x.org");
  EXPECT_EQ(eve.request("POST", accept, with(token)).status, 409);
  EXPECT_EQ(got("/v1/invitations?status=accepted").at("invitations").as_array().size(), 1U);
  EXPECT_EQ(got("/v1/invitations?status=open").at("invitations").as_array().size(), 0U);
}

TEST_F(Changes, APasswordIsNeverShownNorLogged) {
  const std::string ann = created("ann");
  const std::string secret = "correct horse battery";
  const auto set = client().request("PUT", ann + "/password", R"({"password":")" + secret + "\"}");
  EXPECT_EQ(set.status, 204) << set.body;
  EXPECT_EQ(client().request("PUT", ann + "/password", R"({"password":"short"})").status, 422);
  EXPECT_EQ(client().request("PUT", ann + "/password", "{}").status, 422);
  const std::string events = client().get("/v1/events").body;
  EXPECT_NE(events.find("PasswordSet"), std::string::npos);
  EXPECT_EQ(events.find(secret), std::string::npos);
  stop(SIGTERM);
  for (const char* folder : {"/log", "/secrets", "/activity"}) {
    std::ifstream file(data + folder + "/data.mdb", std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    EXPECT_FALSE(bytes.empty()) << folder;
    EXPECT_EQ(bytes.find(secret), std::string::npos) << folder;
  }
}

TEST_F(Changes, WhenAUserWasLastActiveOutlivesARestart) {
  const std::string me = "/v1/me";
  const value before = got(me);
  const std::string day = text(got(me), "last_active_on");
  EXPECT_EQ(day.size(), 10U);
  stop(SIGTERM);
  EXPECT_EQ(text(ask({"list"}).at("users").as_array()[0], "last_active_on"), day);
  EXPECT_EQ(text(ask({"keys", "list"}).at("api_keys").as_array()[0], "last_used_on"), day);
}

}  // namespace
}  // namespace rolecall::test
