// Whatever has to be made ready before a command can be decided, the commands of one client take
// effect in the order of its requests: in a pipeline and in a bulk.
#include <string>
#include <vector>

#include "tests/fault/from_environment.hpp"
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

struct Kind {
  std::string name;
  std::string method;
  std::string target;
  std::string json;
  std::string fields;
  std::string event;  // empty: it reads
};

class Order : public RolecallProgram {
 protected:
  void SetUp() override {
    const Ended bootstrapped =
        run({"bootstrap", "--username", "root", "--email", "root@example.org"});
    ASSERT_EQ(bootstrapped.code, 0) << bootstrapped.err;
    key = bootstrapped.out.substr(0, bootstrapped.out.find('\n'));
    server.emplace(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
    port = port_in(server->read_line());
    const auto created = HttpClient(port, key).request(
        "POST", "/v1/users", R"({"username": "ann", "email": "ann@example.org"})");
    ASSERT_EQ(created.status, 201);
    user = std::string(boost::json::parse(created.body).at("id").as_string());
  }

  std::string fresh(const std::string& prefix) { return prefix + std::to_string(++count); }
  // One request of each kind; each changes something, whatever came before.
  std::vector<Kind> kinds() {
    const std::string native = "Authorization: Bearer " + key + "\r\n";
    const std::string posit = "Authorization: Key " + key + "\r\n";
    const std::string path = "/v1/users/" + user;
    const auto named = [&] { return R"({"first_name": ")" + fresh("n") + "\"}"; };
    const auto address = [&] { return fresh("guest") + "@example.org"; };
    return {
        {"plain", "PATCH", path, named(), native, "UserProfileChanged"},
        {"keyed", "PATCH", path, named(), native + "Idempotency-Key: " + fresh("k") + "\r\n",
         "UserProfileChanged"},
        {"API key", "POST", "/v1/api-keys", R"({"user": "ann"})", native, "ApiKeyIssued"},
        {"invitation", "POST", "/v1/invitations", R"({"email": ")" + address() + "\"}", native,
         "UserInvited"},
        {"password", "PUT", path + "/password", R"({"password": "correct horse"})", native,
         "PasswordSet"},
        {"Posit's", "POST", "/__api__/v1/users",
         R"({"username": ")" + fresh("posit") + R"(", "password": "correct horse"})", posit,
         "PasswordSet"},
        {"Keycloak's", "PUT", "/admin/realms/master/users/" + user + "/reset-password",
         R"({"type": "password", "value": "correct horse"})", native, "PasswordSet"},
        {"Paradime's", "POST", "/api/v1/graphql",
         R"({"query": "mutation { inviteUser(email: \")" + address() +
             R"(\", accountType: DEVELOPER) { ok } }"})",
         native, "UserInvited"},
        {"read", "GET", path, "", native, ""},
    };
  }
  static std::uint64_t position_in(const HttpAnswer& answer) {
    return std::strtoull(answer.header("Rolecall-Position").c_str(), nullptr, 10);
  }

  std::string key, user;
  unsigned short port = 0;
  std::optional<SpawnedProgram> server;
  int count = 0;
};

TEST_F(Order, OfEveryPairInAPipelineIsThatOfItsRequests) {
  HttpClient client(port);
  const auto rounds = number_from("ROLECALL_ORDER_ROUNDS", 1);
  for (unsigned long round = 0; round < rounds; ++round) {
    const std::size_t size = kinds().size();
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < size; ++j) {
        const Kind first = kinds()[i];
        const Kind second = kinds()[j];
        const std::string pair = first.name + ", then " + second.name;
        for (const Kind& one : {first, second}) {
          const std::string type =
              one.json.empty() ? "" : std::string("Content-Type: application/json\r\n");
          ASSERT_TRUE(client.send_as_is(one.method, one.target, type + one.fields, one.json));
        }
        const auto one = client.receive();
        const auto other = client.receive();
        ASSERT_LT(one.status, 300) << pair << ": " << one.body;
        ASSERT_LT(other.status, 300) << pair << ": " << other.body;
        if (second.event.empty()) {
          EXPECT_GE(position_in(other), position_in(one)) << pair;
        } else {
          EXPECT_GT(position_in(other), position_in(one)) << pair;
        }
      }
    }
  }
}

TEST_F(Order, InABulkIsThatOfItsLines) {
  HttpClient client(port, key);
  std::string lines;
  std::vector<std::string> expected;
  for (int round = 0; round < 4; ++round) {
    for (const Kind& kind : kinds()) {
      if (kind.event.empty() || !kind.target.starts_with("/v1/")) continue;
      lines += R"({"method": ")" + kind.method + R"(", "path": ")" + kind.target +
               R"(", "body": )" + kind.json;
      if (kind.name == "keyed") lines += R"(, "idempotency_key": ")" + fresh("k") + "\"";
      lines += "}\n";
      expected.push_back(kind.event);
    }
  }
  const auto begun = position_in(client.get("/v1/me"));
  const auto answer =
      client.request("POST", "/v1/bulk", lines, "Content-Type: application/x-ndjson\r\n");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto events = client.get("/v1/events?limit=1000&after=" + std::to_string(begun));
  ASSERT_EQ(events.status, 200) << events.body;
  std::vector<std::string> types;
  const auto read = boost::json::parse(events.body);
  for (const auto& event : read.at("events").as_array()) {
    types.emplace_back(event.at("type").as_string());
  }
  EXPECT_EQ(types, expected) << answer.body;
}

TEST_F(Order, OfChangesWithAndWithoutKeysInABulkIsThatOfItsLines) {
  HttpClient client(port, key);
  std::string lines;
  for (int i = 0; i < 100; ++i) {
    lines += R"({"method": "PATCH", "path": "/v1/users/)" + user +
             R"(", "body": {"first_name": "n)" + std::to_string(i) + "\"}";
    if (i % 2 == 0) lines += R"(, "idempotency_key": "k)" + std::to_string(i) + "\"";
    lines += "}\n";
  }
  const auto answer =
      client.request("POST", "/v1/bulk", lines, "Content-Type: application/x-ndjson\r\n");
  ASSERT_EQ(answer.status, 200);
  const auto answered = json_lines(answer.body);
  ASSERT_EQ(answered.size(), 100U);
  for (int i = 0; i < 100; ++i) {
    const auto& line = answered[static_cast<std::size_t>(i)];
    EXPECT_EQ(line.at("status"), 200);
    EXPECT_EQ(line.at("body").at("first_name").as_string(), "n" + std::to_string(i));
    EXPECT_EQ(line.at("body").at("revision"), i + 2) << "the first made ann";
  }
}

}  // namespace
}  // namespace rolecall::test
