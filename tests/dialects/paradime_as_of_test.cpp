// An invitation that runs out between two moments: each query judges it at its own.
#include <array>
#include <chrono>
#include <ctime>
#include <thread>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

std::string rfc3339(std::time_t time) {
  std::tm parts{};
  std::array<char, 32> text{};
  ::gmtime_r(&time, &parts);
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

class ParadimeAsOf : public RolecallProgram {
 protected:
  void SetUp() override {
    const std::string key(ask({"bootstrap", "--username", "root"}).at("api_key").as_string());
    server.emplace(command({"serve", "--listen", "127.0.0.1:0"}));
    client.emplace(port_in(server->read_line()), key);
  }

  // What Paradime calls the one invitation there is, at that moment; empty: there is none.
  std::string invite_status(const std::string& as_of = {}) {
    const std::string target = "/api/v1/graphql" + (as_of.empty() ? "" : "?as_of=" + as_of);
    const auto answer = client->request(
        "POST", target, R"({"query": "{ listUsers { invitedUsers { inviteStatus } } }"})");
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto body = boost::json::parse(answer.body);
    const auto& invited = body.at("data").at("listUsers").at("invitedUsers").as_array();
    if (invited.empty()) return {};
    return std::string(invited.at(0).at("inviteStatus").as_string());
  }

  std::optional<SpawnedProgram> server;
  std::optional<HttpClient> client;
};

TEST_F(ParadimeAsOf, JudgesAnInvitationAtThatMoment) {
  using std::chrono::system_clock;
  const std::time_t end = system_clock::to_time_t(system_clock::now()) + 5;
  const auto invited =
      client->request("POST", "/v1/invitations",
                      R"({"email": "eve@example.org", "expires_at": ")" + rfc3339(end) + "\"}");
  ASSERT_EQ(invited.status, 201) << invited.body;
  const std::string then = invited.header("Rolecall-Position");
  const std::string before = std::to_string(std::stoull(then) - 1);
  EXPECT_EQ(invite_status(), "SENT");

  std::this_thread::sleep_until(system_clock::from_time_t(end));
  EXPECT_EQ(invite_status(), "EXPIRED");
  EXPECT_EQ(invite_status(then), "SENT");
  EXPECT_EQ(invite_status(rfc3339(end - 1)), "SENT");
  EXPECT_EQ(invite_status(rfc3339(end)), "EXPIRED");
  EXPECT_EQ(invite_status(before), "");
}

}  // namespace
}  // namespace rolecall::test
