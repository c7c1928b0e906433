// What is given, and may be kept by whoever gave it, does no more than that one could; and nothing
// stays with whoever was removed.
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

class Authority : public RolecallProgram {
 protected:
  // Boss has the role ops, ann admin, céline analyst; boss and ann have keys of the operator's.
  void SetUp() override {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
    const std::string boss_key = key_of("boss"), ann_key = key_of("ann");
    server.emplace(command({"serve", "--listen", "127.0.0.1:0"}));
    port = port_in(server->read_line());
    boss.emplace(port, boss_key);
    ann.emplace(port, ann_key);
    celine = "/v1/users/" + id_of("c%C3%A9line");
  }
  std::string key_of(const std::string& username) const {
    const Ended issued = run({"keys", "issue", username, "--capability", "manage"});
    EXPECT_EQ(issued.code, 0) << issued.err;
    return issued.out.substr(0, issued.out.find('\n'));
  }
  value done(HttpClient& by, std::string_view method, const std::string& target,
             const std::string& json = {}) {
    const auto answer = by.request(method, target, json);
    EXPECT_LT(answer.status, 300) << method << ' ' << target << ' ' << answer.body;
    return answer.body.empty() ? value() : boost::json::parse(answer.body);
  }
  static std::string text(const value& object, const std::string& member) {
    return std::string(object.at(member).as_string());
  }
  std::string id_of(const std::string& username) {
    return text(done(*boss, "GET", "/v1/users/by-username/" + username), "id");
  }
  // What ann makes for céline, and keeps.
  value kept_key() {
    return done(*ann, "POST", "/v1/api-keys", R"({"user":"céline","capability":"manage"})");
  }
  void promote_celine() { done(*boss, "PUT", celine + "/role", R"({"role":"ops"})"); }
  // The status of asking for a token by a password, and the token.
  std::pair<int, std::string> sign_in(const std::string& password) {
    HttpClient client(port);
    const auto answer =
        client.request("POST", "/auth/realms/master/protocol/openid-connect/token",
                       "grant_type=password&client_id=x&username=c%C3%A9line&password=" + password,
                       "Content-Type: application/x-www-form-urlencoded\r\n");
    if (answer.status != 200) return {answer.status, {}};
    return {200, text(boost::json::parse(answer.body), "access_token")};
  }

  std::optional<SpawnedProgram> server;
  std::optional<HttpClient> boss, ann;
  unsigned short port = 0;
  std::string celine;  // path of the user
};

TEST_F(Authority, AKeyThatAnAdminKeptIsNoOperators) {
  const value made = kept_key();
  HttpClient kept(port, text(made, "api_key"));
  EXPECT_EQ(text(made.at("key"), "acts_as_at_most"), "admin");
  EXPECT_EQ(text(made.at("key").at("issued_by"), "name"), "ann");

  const value planned = done(*boss, "PUT", celine + "/role?dry_run=true", R"({"role":"ops"})");
  const value given = done(*boss, "PUT", celine + "/role", R"({"role":"ops"})");
  for (const value& told : {planned, given}) {
    const auto& stays = told.at("bounded_credentials").as_array();
    ASSERT_EQ(stays.size(), 1U);
    EXPECT_EQ(text(stays[0], "id"), text(made.at("key"), "id"));
    EXPECT_EQ(text(stays[0], "acts_as_at_most"), "admin");
  }
  const std::string role = "/v1/users/" + id_of("ann") + "/role";
  EXPECT_EQ(kept.request("PUT", role, R"({"role":"ops"})").status, 403);
  EXPECT_EQ(kept.request("POST", "/v1/api-keys", R"({"user":"boss"})").status, 403);
  EXPECT_EQ(kept.request("GET", "/v1/events", {}).status, 200) << "an admin may read them";
  done(kept, "PUT", role, R"({"role":"viewer"})");

  const value own =
      done(*boss, "POST", "/v1/api-keys", R"({"user":"céline","capability":"manage"})");
  EXPECT_TRUE(own.at("key").at("acts_as_at_most").is_null());
  HttpClient given_by_boss(port, text(own, "api_key"));
  done(given_by_boss, "PUT", role, R"({"role":"ops"})");
}

TEST_F(Authority, APasswordThatAnAdminSetIsNoOperators) {
  done(*ann, "PUT", celine + "/password", R"({"password":"known to ann"})");
  promote_celine();
  const auto [status, token] = sign_in("known+to+ann");
  ASSERT_EQ(status, 200);
  HttpClient signed_in(port, token);
  const std::string boss_user = "/auth/admin/realms/master/users/" + id_of("boss");
  EXPECT_EQ(signed_in.request("DELETE", boss_user, {}).status, 403);
  EXPECT_EQ(signed_in.get(boss_user).status, 200);
  EXPECT_EQ(signed_in
                .request("PUT", boss_user + "/reset-password",
                         R"({"type":"password","value":"another one"})")
                .status,
            403);
  done(*boss, "PUT", celine + "/password", R"({"password":"of an operator"})");
  HttpClient operators(port, sign_in("of+an+operator").second);
  EXPECT_EQ(operators.request("DELETE", boss_user, {}).status, 204);
}

TEST_F(Authority, WhoIsRemovedAndRestoredHasNeitherKeyNorPassword) {
  const value made = kept_key();
  done(*ann, "PUT", celine + "/password", R"({"password":"correct horse"})");
  const std::string token = sign_in("correct+horse").second;
  done(*ann, "DELETE", celine);
  const value listed = done(*ann, "GET", "/v1/api-keys?user=" + celine.substr(10));
  ASSERT_EQ(listed.at("api_keys").as_array().size(), 1U);
  EXPECT_TRUE(listed.at("api_keys").at(0).at("revoked_at").is_string());
  done(*ann, "DELETE", "/v1/api-keys/" + text(made.at("key"), "id"));
  EXPECT_EQ(sign_in("correct+horse").first, 401);

  done(*ann, "POST", celine + "/restore");
  HttpClient by_key(port, text(made, "api_key")), by_token(port, token);
  EXPECT_EQ(by_key.get("/v1/me").status, 401);
  EXPECT_EQ(by_token.get("/auth/admin/realms/master/users/count").status, 401);
  EXPECT_EQ(sign_in("correct+horse").first, 401);
  done(*ann, "PUT", celine + "/password", R"({"password":"a new beginning"})");
  EXPECT_EQ(sign_in("a+new+beginning").first, 200);
  EXPECT_EQ(sign_in("correct+horse").first, 401);
}

TEST_F(Authority, AnInvitationGivesNoMoreThanItsInviterCouldGiveNow) {
  const value invited =
      done(*ann, "POST", "/v1/invitations", R"({"email":"eve@x.org","role":"admin"})");
  const std::string invitation = "/v1/invitations/" + text(invited.at("invitation"), "id");
  const std::string role = "/v1/users/" + id_of("ann") + "/role";
  done(*boss, "PUT", role, R"({"role":"viewer"})");
  HttpClient eve(port);
  const auto token = [](const value& answer) {
    return R"({"token":")" + text(answer, "token") + "\"}";
  };
  EXPECT_EQ(eve.request("POST", invitation + "/accept", token(invited)).status, 409);
  const value renewed = done(*boss, "POST", invitation + "/renew");
  EXPECT_EQ(eve.request("POST", invitation + "/accept", token(renewed)).status, 201);
}

TEST_F(Authority, WhoWasRemovedIsSeenByAdmins) {
  const std::string bob = id_of("bob");
  HttpClient reader(port,
                    text(done(*boss, "POST", "/v1/api-keys", R"({"user":"céline"})"), "api_key"));
  done(*boss, "DELETE", "/v1/users/" + bob);
  for (const std::string& target :
       {std::string("/v1/users?status=removed"), std::string("/v1/users?status=active,erased"),
        std::string("/v1/users/count?by=status&status=active,removed"),
        "/v1/users/" + bob + "?status=removed",
        std::string("/v1/users/by-username/bob?status=removed"),
        std::string("/v1/users/by-username/nobody?status=removed"), "/v1/users/" + bob + "/history",
        "/v1/users/" + bob + "/roles"}) {
    EXPECT_EQ(reader.get(target).status, 403) << target;
    EXPECT_EQ(boss->get(target).status, target.find("nobody") == std::string::npos ? 200 : 404)
        << target;
  }
  EXPECT_EQ(reader.get("/v1/me?status=active,removed").status, 200) << "one's own";
  EXPECT_EQ(reader.get("/v1/users/" + bob).status, 404);
}

}  // namespace
}  // namespace rolecall::test
