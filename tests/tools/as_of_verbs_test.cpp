// Any moment on the command line: every reading verb answers as of then, and finds whom it is about
// by the name of then.
#include <regex>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

// When somebody was last seen is of no position, and another process learns it later.
std::string without_last_seen(const std::string& text) {
  static const std::regex last_seen(R"("last_(active|used)_on":(null|"[^"]*"))");
  return std::regex_replace(text, last_seen, R"("last":0)");
}

// The words of the first line that has `part`.
std::vector<std::string> words_of_line(const std::string& text, const std::string& part) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) == std::string::npos) continue;
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
  }
  ADD_FAILURE() << part << " is not in " << text;
  return std::vector<std::string>(10);
}

class AsOfVerbs : public RolecallProgram {
 protected:
  // ann is in blue; then she is anna, blue is red, and everything else has changed too; then bob
  // and red are gone, and there is another ann.
  void SetUp() override {
    const Ended made = run({"bootstrap", "--username", "root", "--json"});
    server.emplace(command({"serve", "--listen", "127.0.0.1:0"}));
    const value key = boost::json::parse(made.out).at("api_key");
    client.emplace(port_in(server->read_line()), std::string(key.as_string()));
    ann = create("/v1/users", R"({"username": "ann", "role": "viewer"})");
    group = create("/v1/groups", R"({"name": "blue"})");
    change("PUT", group + "/members/" + id_in(ann), R"({"role": "owner"})");
    before = head();

    change("PATCH", ann, R"({"username": "anna"})");
    change("PATCH", group, R"({"name": "red"})");
    change("PUT", ann + "/role", R"({"role": "admin", "valid_until": "2090-01-01T00:00:00Z"})");
    bob = create("/v1/users", R"({"username": "bob"})");
    change("PUT", group + "/members/" + id_in(bob), R"({"role": "user"})");
    create("/v1/invitations", R"({"email": "eve@example.org"})");
    change("POST", "/v1/api-keys", R"({"user": "anna"})");
    after = head();

    change("DELETE", bob, "");
    change("DELETE", group, "");
    other_ann = create("/v1/users", R"({"username": "ann"})");
  }

  void change(const char* method, const std::string& target, const std::string& body) {
    const auto answer = client->request(method, target, body);
    EXPECT_LT(answer.status, 300) << method << ' ' << target << ' ' << answer.body;
  }
  // Where what was made is.
  std::string create(const std::string& target, const std::string& body) {
    const auto answer = client->request("POST", target, body);
    EXPECT_EQ(answer.status, 201) << target << ' ' << answer.body;
    return answer.header("Location");
  }
  static std::string id_in(const std::string& path) { return path.substr(path.rfind('/') + 1); }
  std::string head() {
    const value state = boost::json::parse(client->get("/v1/state").body);
    return std::to_string(state.at("position").as_int64());
  }
  std::string as_of(const std::string& target, const std::string& moment) {
    return target + (target.find('?') == std::string::npos ? "?as_of=" : "&as_of=") + moment;
  }

  std::optional<SpawnedProgram> server;
  std::optional<HttpClient> client;
  std::string ann, bob, other_ann, group;  // their paths
  std::string before, after;               // positions
};

TEST_F(AsOfVerbs, AnswerWhatHttpAnswers) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> same{
      {{"count", "--by", "role"}, "/v1/users/count?by=role"},
      {{"list"}, "/v1/users"},
      {{"holders", "admin"}, "/v1/roles/admin/holders"},
      {{"expiring"}, "/v1/roles/expiring"},
      {{"invitations"}, "/v1/invitations"},
      {{"groups"}, "/v1/groups"},
      {{"members", id_in(group)}, group + "/members"},
      {{"history", id_in(ann)}, ann + "/history"},
      {{"timeline", id_in(ann)}, ann + "/roles"},
      {{"role-changes"}, "/v1/role-changes"},
      {{"events"}, "/v1/events"},
      {{"keys", "list"}, "/v1/api-keys"},
      {{"replay"}, "/v1/state"}};
  for (const auto& [verb, target] : same) {
    std::vector<value> answered;
    for (const std::string& moment : {before, after}) {
      std::vector<std::string> arguments = verb;
      arguments.insert(arguments.end(), {"--as-of", moment, "--json"});
      const Ended ended = run(arguments);
      ASSERT_EQ(ended.code, 0) << target << ' ' << ended.err;
      const std::string body = client->get(as_of(target, moment)).body;
      EXPECT_EQ(without_last_seen(ended.out), without_last_seen(body) + "\n") << target;
      answered.push_back(boost::json::parse(ended.out));
      EXPECT_EQ(answered.back().as_object().erase("position"), 1U) << target;
    }
    EXPECT_NE(answered[0], answered[1]) << target;
  }
}

TEST_F(AsOfVerbs, TakeNoMomentThatIsNone) {
  for (const char* moment : {"9999", "2999-01-01T00:00:00Z", "yesterday", ""}) {
    for (const std::vector<std::string>& verb :
         std::vector<std::vector<std::string>>{{"list"},
                                               {"history", "root"},
                                               {"history", "root", "--svg"},
                                               {"members", "blue"},
                                               {"count", "--by", "role", "--over", "2019..2020"},
                                               {"export", "--people"}}) {
      std::vector<std::string> arguments = verb;
      arguments.insert(arguments.end(), {"--as-of", moment});
      const Ended ended = run(arguments);
      EXPECT_EQ(ended.code, 2) << verb[0] << ' ' << moment;
      EXPECT_EQ(ended.out, "");
      EXPECT_TRUE(ended.err.starts_with("rolecall: as_of: ")) << ended.err;
    }
  }
}

TEST_F(AsOfVerbs, FindWhoHadTheNameThen) {
  for (const char* verb : {"history", "timeline"}) {
    EXPECT_EQ(ask({verb, "ann", "--as-of", before}), ask({verb, id_in(ann), "--as-of", before}));
    EXPECT_EQ(run({verb, "anna", "--as-of", before}).code, 3) << verb;
    EXPECT_EQ(ask({verb, "ANNA", "--as-of", after}), ask({verb, id_in(ann), "--as-of", after}));
    EXPECT_EQ(run({verb, "ann", "--as-of", after}).code, 3) << verb;
    EXPECT_EQ(ask({verb, "ann"}), ask({verb, id_in(other_ann)}));
    EXPECT_EQ(run({verb, "ann", "--as-of", "0"}).code, 3) << verb;
  }
  const Ended drawn = run({"history", "ann", "--svg", "--as-of", before});
  EXPECT_EQ(drawn.code, 0) << drawn.err;
  EXPECT_NE(drawn.out.find("<title>Roles of ann</title>"), std::string::npos) << drawn.out;
  EXPECT_EQ(drawn.out.find("<title>admin, "), std::string::npos) << drawn.out;
}

TEST_F(AsOfVerbs, TakeATimeForTheLastEventByThen) {
  const value last = ask({"events", "--after", before, "--limit", "1"}).at("events").at(0);
  const std::string renamed(last.at("time").as_string());
  EXPECT_EQ(run({"history", "anna", "--as-of", renamed}).code, 0);
  EXPECT_EQ(run({"history", "anna", "--as-of", "2001-01-01T00:00:00Z"}).code, 3);
}

TEST_F(AsOfVerbs, FindWhoWasRemovedUnderTheName) {
  const value gone = ask({"history", "bob"});
  EXPECT_EQ(gone, ask({"history", id_in(bob)}));
  EXPECT_EQ(gone.at("events").as_array().back().at("type"), "UserRemoved");
  EXPECT_EQ(ask({"timeline", "bob"}), ask({"timeline", id_in(bob)}));
  EXPECT_EQ(run({"history", "bob", "--svg"}).code, 0);
  EXPECT_EQ(run({"history", "bob", "--as-of", before}).code, 3);
  const std::string other_bob = create("/v1/users", R"({"username": "bob"})");
  EXPECT_EQ(ask({"history", "bob"}), ask({"history", id_in(other_bob)}));
  EXPECT_EQ(ask({"history", "bob", "--as-of", after}),
            ask({"history", id_in(bob), "--as-of", after}));
}

// Behind the cursor it is still the ann of then.
TEST_F(AsOfVerbs, GoOnAboutWhomTheyBeganWith) {
  const value first = ask({"history", "ann", "--as-of", before, "--limit", "1"});
  const std::string cursor(first.at("next_cursor").as_string());
  const value rest = ask({"history", "ann", "--cursor", cursor});
  EXPECT_EQ(rest.at("events").as_array().size(), 1U);
  EXPECT_EQ(rest.at("events").at(0).at("type"), "MemberAdded");
  EXPECT_EQ(rest.at("events").at(0).at("user_id").as_string(), id_in(ann));
}

TEST_F(AsOfVerbs, MembersAreThoseOfTheGroupThatHadTheNameThen) {
  const value then = ask({"members", "blue", "--as-of", before});
  EXPECT_EQ(then, boost::json::parse(client->get(as_of(group + "/members", before)).body));
  EXPECT_EQ(then, ask({"members", id_in(group), "--as-of", before}));
  const std::string table = run({"members", "blue", "--as-of", before}).out;
  EXPECT_TRUE(table.starts_with("USER  ROLE   SINCE\nann   owner  20")) << table;
  EXPECT_EQ(run({"members", "red", "--as-of", before}).code, 3);
  EXPECT_EQ(words_of_line(run({"members", "RED", "--as-of", after}).out, "owner").at(0), "anna");
  for (const char* name : {"red", "blue", "green"}) {
    const Ended ended = run({"members", name});
    EXPECT_EQ(ended.code, 3) << name;
    EXPECT_EQ(ended.err, "rolecall: there is no such group\n");
  }
}

TEST_F(AsOfVerbs, MembersComeInPages) {
  const Ended first = run({"members", "red", "--as-of", after, "--limit", "1", "--json"});
  const value page = boost::json::parse(first.out);
  ASSERT_EQ(page.at("members").as_array().size(), 1U);
  EXPECT_EQ(page.at("members").at(0).at("user").at("username"), "bob");
  const std::string cursor(page.at("next_cursor").as_string());
  const value second = ask({"members", "red", "--cursor", cursor});
  ASSERT_EQ(second.at("members").as_array().size(), 1U);
  EXPECT_EQ(second.at("members").at(0).at("user").at("username"), "anna");
  EXPECT_TRUE(second.at("next_cursor").is_null());
}

TEST_F(AsOfVerbs, EventsShowTheNamesOfTheMomentAskedAbout) {
  const auto names_at = [&](const std::vector<std::string>& verb) {
    const auto words = words_of_line(run(verb).out, "MemberAdded");
    return words.at(4) + " in " + words.at(5);
  };
  EXPECT_EQ(names_at({"events", "--as-of", before}), "ann in blue");
  EXPECT_EQ(names_at({"events", "--as-of", after}), "anna in red");
  EXPECT_EQ(names_at({"events"}), "anna in red");
  EXPECT_EQ(names_at({"history", "ann", "--as-of", before}), "ann in blue");
}

TEST_F(AsOfVerbs, FollowedEventsShowTheNamesOfTheirOwnMoment) {
  SpawnedProgram followed(command({"events", "--follow", "--type", "MemberAdded"}));
  ASSERT_TRUE(followed.read_line()->starts_with("POSITION"));
  for (const char* names : {"ann in blue", "bob in red"}) {
    const auto line = followed.read_line();
    ASSERT_TRUE(line.has_value()) << names;
    const auto words = words_of_line(*line, "MemberAdded");
    EXPECT_EQ(words.at(4) + " in " + words.at(5), names);
  }
}

}  // namespace
}  // namespace rolecall::test
