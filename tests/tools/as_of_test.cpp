// Any moment: what was answered then is what `as_of` answers now.
#include <map>
#include <ostream>
#include <regex>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

struct Answered {
  int status = 0;
  std::string body;  // of a refusal: nothing, it names the request
  bool operator==(const Answered&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Answered& answered) {
  return out << answered.status << ' ' << answered.body;
}

class AsOf : public RolecallProgram {
 protected:
  void SetUp() override {
    const Ended made = run({"bootstrap", "--username", "root", "--json"});
    key = boost::json::parse(made.out).at("api_key").as_string();
    server.emplace(command({"serve", "--listen", "127.0.0.1:0"}));
    port = port_in(server->read_line());
    client.emplace(port, key);
    root = text("GET", "/v1/me", "", "id");
  }

  boost::json::value call(const std::string& method, const std::string& target,
                          const std::string& body) {
    const auto answer = client->request(method, target, body);
    EXPECT_LT(answer.status, 300) << method << ' ' << target << ' ' << answer.body;
    return answer.body.empty() ? nullptr : boost::json::parse(answer.body);
  }
  std::string text(const std::string& method, const std::string& target, const std::string& body,
                   const char* member) {
    return std::string(call(method, target, body).at(member).as_string());
  }

  Answered ask_at(const std::string& target, const std::string& as_of = {}) {
    const char sign = target.find('?') == std::string::npos ? '?' : '&';
    return answered_by(client->get(as_of.empty() ? target : target + sign + "as_of=" + as_of));
  }
  // When somebody was last seen is of no position.
  static Answered answered_by(const HttpAnswer& answer) {
    if (answer.status != 200) return {answer.status, {}};
    static const std::regex last_seen(R"("last_(active|used)_on":(null|"[^"]*"))");
    return {200, std::regex_replace(answer.body, last_seen, R"("last":0)")};
  }

  std::vector<std::string> reads() const {
    std::vector<std::string> all{
        "/v1/users",
        "/v1/users?limit=2",
        "/v1/users?q=b",
        "/v1/users?role=admin,ops&status=active",
        "/v1/users?status=active,deactivated,removed",
        "/v1/users?sort=-username",
        "/v1/users?sort=role",
        "/v1/users/count",
        "/v1/users/count?by=role&status=active",
        "/v1/users/count?by=status",
        "/v1/users/by-username/ann",
        "/v1/users/by-username/anna",
        "/v1/users/by-email/bob@example.org",
        "/v1/me",
        "/v1/roles",
        "/v1/role-counts?since=2020-01-01T00:00:00Z&until=2021-01-01T00:00:00Z",
        "/v1/roles/admin/holders",
        "/v1/roles/expiring",
        "/v1/groups",
        "/v1/groups?q=b",
        "/v1/invitations",
        "/v1/api-keys",
        "/v1/events",
        "/v1/role-changes",
        "/v1/seats",
        "/v1/state"};
    for (const std::string& user : users) {
      for (const char* part : {"", "/history", "/roles"}) all.push_back("/v1/users/" + user + part);
    }
    for (const std::string& group : groups) {
      all.push_back("/v1/groups/" + group);
      all.push_back("/v1/groups/" + group + "/members");
      all.push_back("/v1/users?group=" + group);
    }
    return all;
  }

  std::int64_t head() {
    return boost::json::parse(client->get("/v1/state").body).at("position").as_int64();
  }
  // Keeps what everything answers at the newest position.
  void keep() {
    kept.push_back({std::to_string(head()), {}});
    for (const std::string& target : reads()) kept.back().answers[target] = ask_at(target);
  }

  struct Kept {
    std::string position;
    std::map<std::string, Answered> answers;
  };
  std::string key, root;
  unsigned short port = 0;
  int later = 0;
  std::vector<std::string> users, groups;
  std::vector<Kept> kept;
  std::optional<SpawnedProgram> server;
  std::optional<HttpClient> client;

  void add_user(const std::string& body) { users.push_back(text("POST", "/v1/users", body, "id")); }
  void add_another() { add_user(R"({"username": "later)" + std::to_string(++later) + "\"}"); }
  // A small history, with every kind of change.
  void live() {
    keep();
    add_user(R"({"username": "ann", "email": "ann@example.org", "role": "viewer"})");
    keep();
    add_user(R"({"username": "bob", "email": "bob@example.org"})");
    const std::string ann = "/v1/users/" + users[0], bob = "/v1/users/" + users[1];
    keep();
    call("PATCH", ann, R"({"username": "anna", "display_name": "Anna"})");
    keep();
    call("PUT", ann + "/role", R"({"role": "admin", "reason": "covers"})");
    keep();
    groups.push_back(text("POST", "/v1/groups", R"({"name": "blue"})", "id"));
    const std::string blue = "/v1/groups/" + groups[0];
    call("PUT", blue + "/members/" + users[0], R"({"role": "owner"})");
    call("PUT", blue + "/members/" + users[1], R"({"role": "user"})");
    keep();
    call("POST", "/v1/invitations", R"({"email": "eve@example.org"})");
    keep();
    call("POST", bob + "/deactivate", "{}");
    call("PUT", ann + "/role", R"({"role": "ops", "valid_until": "2090-01-01T00:00:00Z"})");
    keep();
    call("PATCH", blue, R"({"name": "red"})");
    call("DELETE", blue + "/members/" + users[0], "");
    call("POST", "/v1/api-keys", R"({"user": "anna"})");
    keep();
    call("DELETE", bob, "");
    keep();
    add_user(R"({"username": "bob", "email": "bob@example.org"})");
    call("POST", ann + "/deactivate", "{}");
    call("DELETE", blue, "");
    keep();
  }
};

TEST_F(AsOf, AnswersWhatWasAnsweredThen) {
  live();
  for (const Kept& then : kept) {
    for (const auto& [target, answered] : then.answers) {
      EXPECT_EQ(ask_at(target, then.position), answered) << target << " as of " << then.position;
    }
  }
}

TEST_F(AsOf, IsOfNoEarlierPositionThanItIsAskedFor) {
  live();
  for (const std::string& target : reads()) {
    const std::string next = std::to_string(head() + 1);
    const char sign = target.find('?') == std::string::npos ? '?' : '&';
    HttpClient waiting(port, key);
    waiting.send("GET", target + sign + "min_position=" + next, "");
    add_another();
    EXPECT_EQ(answered_by(waiting.receive()), ask_at(target, next)) << target;
  }
}

TEST_F(AsOf, TakesATimeForTheLastEventByThen) {
  live();
  const auto log = boost::json::parse(client->get("/v1/events").body);
  for (const auto& event : log.at("events").as_array()) {
    const std::string time(event.at("time").as_string());
    const auto found = boost::json::parse(client->get("/v1/state?as_of=" + time).body);
    // Some events happened in one microsecond.
    EXPECT_GE(found.at("position").as_int64(), event.at("position").as_int64());
    const auto last = client->get("/v1/events?limit=1&after=" +
                                  std::to_string(found.at("position").as_int64() - 1));
    EXPECT_EQ(boost::json::parse(last.body).at("events").at(0).at("time").as_string(), time);
  }
  EXPECT_EQ(ask_at("/v1/users/count", "1999-12-31T23:59:59Z").body, R"({"count":0,"position":0})");
}

TEST_F(AsOf, KeepsAWalkThroughPagesOnItsPosition) {
  live();
  for (const Kept& then : kept) {
    const auto all = boost::json::parse(then.answers.at("/v1/users").body).at("users").as_array();
    boost::json::array walked;
    std::string target = "/v1/users?limit=1&as_of=" + then.position;
    for (boost::json::value next("first"); !next.is_null();) {
      const auto page = boost::json::parse(ask_at(target).body);
      for (const auto& user : page.at("users").as_array()) walked.push_back(user);
      next = page.at("next_cursor");
      if (!next.is_null()) target = "/v1/users?limit=1&cursor=" + std::string(next.as_string());
      add_another();
    }
    EXPECT_EQ(walked, all) << then.position;
  }
}

// A line for each member of a user, group or membership, from what the lists answer.
std::map<std::string, std::string> state_lines(const std::map<std::string, Answered>& answers) {
  std::map<std::string, std::string> lines;
  const auto list = [&](const std::string& target, const char* name) {
    const Answered& answered = answers.at(target);
    return answered.status == 200 ? boost::json::parse(answered.body).at(name).as_array()
                                  : boost::json::array();
  };
  const auto text = [](const boost::json::value& value) { return boost::json::serialize(value); };
  for (const auto& user : list("/v1/users", "users")) {
    for (const char* member :
         {"username", "email", "display_name", "role", "role_valid_until", "status"}) {
      if (user.at(member).is_null()) continue;
      lines["user " + text(user.at("id")) + " " + member] = text(user.at(member));
    }
  }
  for (const auto& group : list("/v1/groups", "groups")) {
    const std::string id(group.at("id").as_string());
    lines["group \"" + id + "\" name"] = text(group.at("name"));
    for (const auto& member : list("/v1/groups/" + id + "/members", "members")) {
      lines["member \"" + id + "\" " + text(member.at("user").at("id")) + " role"] =
          text(member.at("role"));
    }
  }
  return lines;
}

// Carries one difference out: each line that it takes away must be there as it says.
void apply(const boost::json::value& row, std::map<std::string, std::string>& lines) {
  const auto id = [&](const char* of) { return " " + boost::json::serialize(row.at(of).at("id")); };
  std::string thing(row.at("kind").as_string());
  if (!row.at("group").is_null()) thing += id("group");
  if (!row.at("user").is_null()) thing += id("user");
  for (const char* side : {"from", "to"}) {
    if (row.at(side).is_null()) continue;
    for (const auto& [member, value] : row.at(side).as_object()) {
      if (value.is_null()) continue;
      const std::string line = thing + " " + std::string(member);
      if (std::string_view(side) == "to") {
        EXPECT_TRUE(lines.emplace(line, boost::json::serialize(value)).second) << line;
      } else {
        EXPECT_EQ(lines[line], boost::json::serialize(value)) << line;
        lines.erase(line);
      }
    }
  }
}

TEST_F(AsOf, TellsWhatDiffersBetweenTwoMoments) {
  live();
  for (std::size_t from = 0; from < kept.size(); ++from) {
    for (std::size_t to = from; to < kept.size(); ++to) {
      auto lines = state_lines(kept[from].answers);
      std::string cursor;
      do {
        const auto page = boost::json::parse(
            client
                ->get("/v1/diff?limit=2&since=" + kept[from].position +
                      "&until=" + kept[to].position + (cursor.empty() ? "" : "&cursor=" + cursor))
                .body);
        for (const auto& row : page.at("differences").as_array()) apply(row, lines);
        cursor = page.at("next_cursor").is_null() ? "" : page.at("next_cursor").as_string().c_str();
      } while (!cursor.empty());
      EXPECT_EQ(lines, state_lines(kept[to].answers))
          << kept[from].position << " to " << kept[to].position;
    }
  }
}

TEST_F(AsOf, RefusesTheFutureAndNonsense) {
  for (const char* as_of : {"2", "99999999999", "2999-01-01T00:00:00Z", "-1", "yesterday", "",
                            "1.5", "99999999999999999999999"}) {
    const auto answer = client->get(std::string("/v1/users?as_of=") + as_of);
    if (std::string_view(as_of) == "2") {
      EXPECT_EQ(answer.status, 200) << "the bootstrap made two events";
    } else {
      EXPECT_EQ(answer.status, 400) << as_of << ' ' << answer.body;
      EXPECT_EQ(boost::json::parse(answer.body).at("field"), "as_of");
    }
  }
}

TEST_F(AsOf, IsAParameterOfOtherDialects) {
  live();
  const std::string& then = kept.at(3).position;  // ann is anna, and still a viewer
  HttpClient connect(port);
  const auto posit = connect.request("GET", "/__api__/v1/users/" + users[0] + "?as_of=" + then, "",
                                     "Authorization: Key " + key + "\r\n");
  EXPECT_EQ(boost::json::parse(posit.body).at("user_role"), "viewer");
  EXPECT_EQ(client->get("/admin/realms/master/users/count?as_of=" + then).body, "3");
  const auto graph = boost::json::parse(client->get("/api/users?as_of=" + then).body);
  EXPECT_EQ(graph.as_array().size(), 3U);
}

}  // namespace
}  // namespace rolecall::test
