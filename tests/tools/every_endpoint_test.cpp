// A walk through all endpoints of a real server: each answers, and refuses. What the answers look
// like is for tests/openapi to judge.
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

// Of the company of rolecall_program.hpp: boss may do everything, céline may read.
class EveryEndpoint : public RolecallProgram {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
    const std::string manages = key_of("boss", "manage");
    const std::string reads = key_of("céline", "read");
    server_.emplace(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
    const unsigned short port = port_in(server_->read_line());
    boss.emplace(port, manages);
    celine.emplace(port, reads);
    stranger.emplace(port);
    ann = "/v1/users/" + id_in(expect(*boss, 200, "GET /v1/users/by-username/ann"));
    bob = "/v1/users/" + id_in(expect(*boss, 200, "GET /v1/users/by-username/bob"));
    blue = "/v1/groups/" + id_in(expect(*boss, 200, "GET /v1/groups").at("groups").at(0));
  }

  // "METHOD target" and what is sent; answers the answer's JSON, null where there is none.
  static boost::json::value expect(HttpClient& client, int status, const std::string& request,
                                   const std::string& json = {}, const std::string& fields = {}) {
    const auto space = request.find(' ');
    const auto answer =
        client.request(request.substr(0, space), request.substr(space + 1), json, fields);
    EXPECT_EQ(answer.status, status) << request << ": " << answer.body;
    return answer.body.empty() ? nullptr : boost::json::parse(answer.body);
  }
  static std::string id_in(const boost::json::value& thing) {
    return std::string(thing.at("id").as_string());
  }

  std::optional<HttpClient> boss, celine, stranger;
  std::string ann, bob, blue;  // their paths
  const std::string nobody = "/v1/users/01890a5d-ac96-774b-bcce-b302099a8057";
  const std::string no_group = "/v1/groups/01890a5d-ac96-774b-bcce-b302099a8057";
  const std::string outdated = "If-Match: \"99\"\r\n";

 private:
  std::string key_of(const std::string& username, const std::string& capability) const {
    const Ended issued = run({"keys", "issue", username, "--capability", capability});
    EXPECT_EQ(issued.code, 0) << issued.err;
    return issued.out.substr(0, issued.out.find('\n'));
  }

  std::optional<SpawnedProgram> server_;
};

TEST_F(EveryEndpoint, ThatReadsUsers) {
  expect(*boss, 200, "GET /v1/users?role=analyst,admin&status=active,removed&limit=2");
  expect(*boss, 200, "GET /v1/users?q=b&group=blue&sort=-role_changed_at");
  expect(*boss, 400, "GET /v1/users?size=1");
  expect(*boss, 404, "GET /v1/users?group=green");
  expect(*boss, 200, "GET /v1/users/count?email=nobody@example.org");
  expect(*boss, 200, "GET /v1/users/count?by=role");
  expect(*boss, 200, "GET /v1/users/count?by=status&status=active");
  expect(*boss, 400, "GET /v1/users/count?by=name");
  expect(*boss, 200, "POST /v1/users/lookup", R"({"usernames": ["ANN", "zoe"], "ids": ["7"]})");
  expect(*boss, 422, "POST /v1/users/lookup", R"({"names": ["ann"]})");
  expect(*boss, 404, "GET /v1/users/by-username/nobody");
  expect(*boss, 200, "PATCH " + ann, R"({"email": "ann@example.org"})");
  expect(*boss, 200, "GET /v1/users/by-email/ANN@example.org");
  expect(*boss, 404, "GET /v1/users/by-email/nobody@example.org");
  expect(*boss, 200, "GET " + bob + "?status=active,deactivated");
  expect(*boss, 304, "GET " + bob, {}, "If-None-Match: *\r\n");
  expect(*boss, 404, "GET " + nobody);
  expect(*celine, 200, "GET /v1/me");
  expect(*stranger, 401, "GET /v1/me");
}

TEST_F(EveryEndpoint, ThatChangesUsers) {
  expect(*boss, 201, "POST /v1/users",
         R"({"username": "dan", "first_name": "Dan", "email": "dan@example.org", "role": "viewer",
             "external_id": "7", "attributes": {"team": "red"}, "active": false, "reason": "n"})");
  expect(*boss, 409, "POST /v1/users", R"({"username": "DAN"})");
  expect(*boss, 422, "POST /v1/users", R"({"username": "eve", "role": "king"})");
  expect(*celine, 403, "POST /v1/users", R"({"username": "eve"})");
  expect(*boss, 200, "POST /v1/users?dry_run=true", R"({"username": "eve"})");
  expect(*boss, 200, "PATCH " + ann, R"({"last_name": "Berg", "attributes": {"team": "blue"}})");
  expect(*boss, 412, "PATCH " + ann, R"({"last_name": null})", outdated);
  expect(*boss, 400, "PATCH " + ann, R"({"last_name": )");
  expect(*boss, 200, "POST " + ann + "/deactivate", R"({"reason": "on leave"})");
  expect(*boss, 404, "POST " + nobody + "/deactivate");
  expect(*boss, 200, "POST " + bob + "/activate");
  expect(*boss, 412, "POST " + bob + "/activate", {}, outdated);
  expect(*boss, 204, "DELETE " + bob, R"({"reason": "left"})");
  expect(*boss, 404, "DELETE " + bob);
  expect(*boss, 200, "POST " + bob + "/restore?dry_run=true");
  expect(*boss, 200, "POST " + bob + "/restore");
  expect(*boss, 404, "POST " + nobody + "/restore");
}

TEST_F(EveryEndpoint, OfRoles) {
  expect(*boss, 200, "PUT " + ann + "/role", R"({"role": "viewer", "reason": "a pause"})");
  expect(*boss, 200, "PUT " + bob + "/role",
         R"({"role": "admin", "valid_until": "2100-01-01T00:00:00Z"})");
  expect(*boss, 404, "PUT " + nobody + "/role", R"({"role": "viewer"})");
  expect(*celine, 200, "GET /v1/roles");
  expect(*stranger, 401, "GET /v1/roles");
  expect(*boss, 200, "GET /v1/role-counts?since=2024-01-01T00:00:00Z&points=5");
  expect(*boss, 400, "GET /v1/role-counts?since=2024-01-01T00:00:00Z&points=1");
  expect(*boss, 400, "GET /v1/role-counts?since=1970-01-01T00:00:00Z&until=9999-01-01T00:00:00Z");
  expect(*boss, 400, "GET /v1/role-counts");
  expect(*celine, 403, "GET /v1/role-counts?since=2024-01-01T00:00:00Z");
  expect(*celine, 200, "GET /v1/roles/expiring?before=2101-01-01T00:00:00Z");
  expect(*celine, 400, "GET /v1/roles/expiring?before=soon");
  expect(*celine, 200, "GET /v1/roles/ops/holders?limit=1");
  expect(*celine, 404, "GET /v1/roles/king/holders");
  expect(*boss, 200, "GET " + ann + "/roles");
  expect(*celine, 403, "GET " + ann + "/roles");
}

TEST_F(EveryEndpoint, OfGroups) {
  expect(*boss, 201, "POST /v1/groups", R"({"name": "red", "reason": "a new team"})");
  expect(*boss, 409, "POST /v1/groups", R"({"name": "Blue"})");
  expect(*boss, 200, "GET /v1/groups?q=b&user=ann");
  expect(*celine, 200, "GET /v1/groups/by-name/BLUE");
  expect(*celine, 404, "GET /v1/groups/by-name/none");
  expect(*boss, 404, "GET /v1/groups?user=nobody");
  expect(*boss, 200, "GET " + blue);
  expect(*boss, 404, "GET " + no_group);
  expect(*boss, 200, "PATCH " + blue, R"({"name": "green"})");
  expect(*boss, 422, "PATCH " + blue, R"({"name": ""})");
  expect(*boss, 200, "GET " + blue + "/members?limit=1");
  expect(*boss, 404, "GET " + no_group + "/members");

  const std::string place = blue + "/members" + ann.substr(ann.rfind('/'));
  expect(*boss, 200, "GET " + place);
  expect(*boss, 404, "GET " + blue + "/members" + nobody.substr(nobody.rfind('/')));
  expect(*boss, 200, "PUT " + place, R"({"role": "user"})");
  expect(*boss, 422, "PUT " + place, R"({"role": "king"})");
  expect(*boss, 204, "DELETE " + place, R"({"reason": "moves on"})");
  expect(*boss, 404, "DELETE " + place);
  expect(*boss, 412, "DELETE " + blue, {}, outdated);
  expect(*boss, 204, "DELETE " + blue);
}

TEST_F(EveryEndpoint, OfInvitations) {
  const auto invited =
      expect(*boss, 201, "POST /v1/invitations", R"({"email": "eve@example.org"})");
  expect(*boss, 409, "POST /v1/invitations", R"({"email": "EVE@example.org"})");
  const std::string eve = "/v1/invitations/" + id_in(invited.at("invitation"));
  expect(*boss, 200, "GET /v1/invitations?status=open,expired&email=eve@example.org");
  expect(*celine, 403, "GET /v1/invitations");
  expect(*boss, 200, "GET " + eve);
  expect(*celine, 403, "GET " + eve);
  const auto renewed = expect(*boss, 200, "POST " + eve + "/renew", R"({"role": "viewer"})");
  expect(*boss, 422, "POST " + eve + "/renew", R"({"expires_at": "2020-01-01T00:00:00Z"})");
  expect(*stranger, 401, "POST " + eve + "/accept");
  const std::string token(renewed.at("token").as_string());
  expect(*stranger, 201, "POST " + eve + "/accept", R"({"token": ")" + token + "\"}");
  expect(*boss, 409, "POST " + eve + "/revoke");

  const auto other = expect(*boss, 201, "POST /v1/invitations", R"({"email": "fay@example.org"})");
  const std::string fay = "/v1/invitations/" + id_in(other.at("invitation"));
  expect(*boss, 200, "POST " + fay + "/revoke", R"({"reason": "a mistake"})");
}

TEST_F(EveryEndpoint, OfCredentials) {
  expect(*boss, 204, "PUT " + ann + "/password", R"({"password": "correct horse"})");
  expect(*boss, 422, "PUT " + ann + "/password", R"({"password": "short"})");
  const auto issued = expect(*boss, 201, "POST /v1/api-keys", R"({"user": "ann"})");
  const std::string ann_id = ann.substr(ann.rfind('/') + 1);
  for (const std::string& user : std::vector<std::string>{
           R"({"username": "ann"})", R"({"id": ")" + ann_id + "\"}", "\"" + ann_id + "\""}) {
    const auto same = expect(*boss, 201, "POST /v1/api-keys", "{\"user\": " + user + "}");
    EXPECT_EQ(same.at("key").at("user").at("id").as_string(), ann_id) << user;
  }
  for (const std::string& user : std::vector<std::string>{
           R"({"username": "nobody"})", R"({"username": ")" + ann_id + "\"}", "\"nobody\""}) {
    expect(*boss, 404, "POST /v1/api-keys", "{\"user\": " + user + "}");
  }
  for (const char* user : {R"({})", R"({"id": "ann"})", R"({"id": 1})", R"({"email": "a@x.org"})",
                           R"(["ann"])", "null"}) {
    expect(*boss, 422, "POST /v1/api-keys", "{\"user\": " + std::string(user) + "}");
  }
  expect(*boss, 422, "POST /v1/api-keys", "{\"user\": \"" + std::string(5000, 'a') + "\"}");
  expect(*boss, 400, "POST /v1/api-keys", R"({"user": "ann"})", "Idempotency-Key: k\r\n");
  const std::string key = "/v1/api-keys/" + id_in(issued.at("key"));
  expect(*boss, 200, "GET /v1/api-keys?user=ann");
  expect(*celine, 403, "GET /v1/api-keys?user=ann");
  expect(*boss, 200, "GET " + key);
  expect(*celine, 404, "GET " + key);
  expect(*boss, 204, "DELETE " + key);
  expect(*celine, 403, "DELETE " + key);
}

TEST_F(EveryEndpoint, OfHistory) {
  expect(*boss, 200, "PUT " + ann + "/role", R"({"role": "viewer"})");
  expect(*boss, 200, "GET " + ann + "/history");
  expect(*celine, 403, "GET " + ann + "/history");
  expect(*boss, 404, "GET " + nobody + "/history");
  const auto page = expect(*boss, 200, "GET /v1/events?after=2&limit=3");
  expect(*boss, 200, "GET /v1/events?cursor=" + std::string(page.at("next_cursor").as_string()));
  expect(*celine, 403, "GET /v1/events");
  expect(*boss, 200, "GET /v1/role-changes?user=ann&since=2024-01-01T00:00:00Z&group=blue");
  expect(*boss, 400, "GET /v1/role-changes?actor=nobody");
  const auto differences = expect(*boss, 200, "GET /v1/diff?since=0&until=9&limit=2");
  expect(*boss, 200,
         "GET /v1/diff?since=0&cursor=" + std::string(differences.at("next_cursor").as_string()));
  expect(*boss, 400, "GET /v1/diff");
  expect(*boss, 400, "GET /v1/diff?since=5&until=4");
  expect(*boss, 400, "GET /v1/diff?since=tomorrow");
  expect(*celine, 403, "GET /v1/diff?since=0");
}

TEST_F(EveryEndpoint, OfTheSystem) {
  expect(*boss, 200, "GET /v1/state");
  expect(*celine, 403, "GET /v1/state");
  expect(*boss, 409, "POST /v1/bootstrap", R"({"username": "eve"})");
  expect(*celine, 200, "GET /v1/seats");
  expect(*stranger, 401, "GET /v1/seats");
  for (const std::string path : {"/livez", "/readyz", "/openapi.json"}) {
    expect(*stranger, 200, "GET " + path);
    expect(*stranger, 405, "POST " + path);
  }
  expect(*stranger, 404, "GET /v1/nothing");

  EXPECT_EQ(celine->get("/metrics").status, 200);
  expect(*stranger, 401, "GET /metrics");
  const std::string lines = R"({"method": "POST", "path": "/v1/groups", "body": {"name": "red"}})"
                            "\n{}\n";
  const std::string type = "Content-Type: application/x-ndjson\r\n";
  EXPECT_EQ(boss->request("POST", "/v1/bulk?dry_run=true", lines, type).status, 200);
  EXPECT_EQ(boss->request("POST", "/v1/bulk", lines, type).status, 200);
  expect(*boss, 415, "POST /v1/bulk", "{}");
}

// What a call under a key does is shown again; every change can be only tried.
TEST_F(EveryEndpoint, ThatChangesIsDoneOnceOrOnlyTried) {
  const std::string once = "Idempotency-Key: \"once\"\r\n";
  const std::string dan = R"({"username": "dan"})";
  EXPECT_EQ(expect(*boss, 201, "POST /v1/users", dan, once),
            expect(*boss, 201, "POST /v1/users", dan, once));
  expect(*boss, 422, "POST /v1/users", R"({"username": "eve"})", once);
  const std::string place = blue + "/members" + ann.substr(ann.rfind('/'));
  for (const std::string& request :
       {"PATCH " + ann, "DELETE " + ann, "POST " + ann + "/deactivate", "POST " + bob + "/activate",
        "POST " + bob + "/restore", "DELETE " + blue, "PUT " + place, "DELETE " + place}) {
    expect(*boss, 200, request + "?dry_run=true");
  }
  expect(*boss, 200, "PUT " + ann + "/role?dry_run=true", R"({"role": "viewer"})");
  expect(*boss, 200, "PUT " + ann + "/password?dry_run=true", R"({"password": "correct horse"})");
  expect(*boss, 200, "POST /v1/groups?dry_run=true", R"({"name": "red"})");
  expect(*boss, 200, "PATCH " + blue + "?dry_run=true", R"({"name": "red"})");
  expect(*boss, 200, "POST /v1/invitations?dry_run=true", R"({"email": "eve@example.org"})");
  expect(*boss, 200, "POST /v1/api-keys?dry_run=true", R"({"user": "ann"})");
}

}  // namespace
}  // namespace rolecall::test
