// Who may see the past: whoever may read the history of others. Everyone else sees the present, and
// what was it within the last hour.
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class Sight : public RolecallProgram {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
    const std::string boss = key_of("boss"), celine = key_of("céline");
    server.emplace(command({"serve", "--listen", "127.0.0.1:0"}));
    const auto port = port_in(server->read_line());
    admin.emplace(port, boss);
    viewer.emplace(port, celine);
    head = boost::json::parse(admin->get("/v1/state").body).at("position").as_int64();
  }
  std::string key_of(const std::string& username) const {
    const Ended issued = run({"keys", "issue", username, "--capability", "manage"});
    EXPECT_EQ(issued.code, 0) << issued.err;
    return issued.out.substr(0, issued.out.find('\n'));
  }
  static std::string with(const std::string& target, const std::string& parameter) {
    return target + (target.find('?') == std::string::npos ? '?' : '&') + parameter;
  }

  std::optional<SpawnedProgram> server;
  std::optional<HttpClient> admin, viewer;
  std::int64_t head = 0;
};

TEST_F(Sight, OfThePastIsForThoseWhoMayReadHistory) {
  const auto ann = boost::json::parse(viewer->get("/v1/users/by-username/ann").body);
  const std::string user = "/v1/users/" + std::string(ann.at("id").as_string());
  for (const std::string& target :
       {std::string("/v1/users"), std::string("/v1/users?q=a"), std::string("/v1/users/count"),
        std::string("/v1/users/by-username/ann"), user, std::string("/v1/me"),
        std::string("/v1/roles"), std::string("/v1/roles/admin/holders"),
        std::string("/v1/roles/expiring"), std::string("/v1/groups"), std::string("/v1/seats")}) {
    EXPECT_EQ(viewer->get(target).status, 200) << target;
    for (const char* long_ago : {"as_of=2", "as_of=2020-06-01T00:00:00Z"}) {
      EXPECT_EQ(viewer->get(with(target, long_ago)).status, 403) << target << ' ' << long_ago;
      const int status = admin->get(with(target, long_ago)).status;
      EXPECT_TRUE(status == 200 || status == 404) << target << ' ' << status;
    }
  }
  const auto counted = admin->get("/v1/users/count?as_of=2020-06-01T00:00:00+02:00");
  EXPECT_EQ(counted.status, 200) << "an offset's + may come as it is " << counted.body;
  EXPECT_EQ(viewer->get(user + "/roles").status, 403);
  const std::string counts = "/v1/role-counts?since=2020-06-01T00:00:00Z";
  EXPECT_EQ(viewer->get(counts).status, 403);
  EXPECT_EQ(admin->get(counts).status, 200);
  EXPECT_EQ(viewer->get("/v1/users?cursor=2.0.0.0.1").status, 403) << "a cursor is no way around";
  EXPECT_EQ(viewer->get("/v1/me?cursor=2.0.0.0.1").status, 400);
}

TEST_F(Sight, OfOneselfIsForEveryone) {
  const auto me = boost::json::parse(viewer->get("/v1/me").body);
  const std::string user = "/v1/users/" + std::string(me.at("id").as_string());
  EXPECT_EQ(viewer->get(user + "/history").status, 200);
  const auto roles = viewer->get(user + "/roles");
  EXPECT_EQ(roles.status, 200);
  EXPECT_EQ(boost::json::parse(roles.body).at("roles").at(0).at("role"), "analyst");
}

TEST_F(Sight, OfTheLastHourIsForEveryone) {
  const auto page = boost::json::parse(viewer->get("/v1/users?limit=1").body);
  EXPECT_EQ(admin->request("POST", "/v1/users", R"({"username": "dan"})").status, 201);
  const std::string cursor(page.at("next_cursor").as_string());
  EXPECT_EQ(viewer->get("/v1/users?limit=1&cursor=" + cursor).status, 200);
  const auto before = viewer->get("/v1/users/count?as_of=" + std::to_string(head));
  EXPECT_EQ(before.status, 200) << before.body;
  EXPECT_EQ(boost::json::parse(before.body).at("count"), 4);
}

}  // namespace
}  // namespace rolecall::test
