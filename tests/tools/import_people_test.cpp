#include <map>
#include <random>
#include <set>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

std::string named(const std::string& username) { return R"({"username": ")" + username + "\"}\n"; }

class ImportPeople : public RolecallProgram {
 protected:
  Ended import(const std::string& text, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"import", "--people", write_file("people.ndjson", text)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  std::vector<value> results(const std::string& text, int code = 0,
                             const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = import(text, arguments);
    EXPECT_EQ(ended.code, code) << ended.err;
    return json_lines(ended.out);
  }
  std::uint64_t position() const {
    return ask({"replay"}).at("position").to_number<std::uint64_t>();
  }
};

TEST_F(ImportPeople, CreatesAUserForEachLine) {
  const auto told =
      results(R"({"username": "ann", "email": "ann@example.org", "display_name": "Ann Lee",)"
              R"( "first_name": "Ann", "last_name": "Lee", "external_id": "e-1",)"
              R"( "attributes": {"desk": 4}, "role": "admin", "active": false})"
              "\n" +
              named("bob"));
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].at("line"), 1);
  EXPECT_EQ(told[0].at("result"), "created");
  EXPECT_EQ(told[0].at("position"), 1);
  const auto users = ask({"list"}).at("users");
  EXPECT_EQ(users.at(0).at("id"), told[0].at("id"));
  EXPECT_EQ(users.at(0).at("email"), "ann@example.org");
  EXPECT_EQ(users.at(0).at("attributes").at("desk"), 4);
  EXPECT_EQ(users.at(0).at("role"), "admin");
  EXPECT_EQ(users.at(0).at("status"), "deactivated");
  EXPECT_EQ(users.at(1).at("role"), "analyst");
  EXPECT_EQ(users.at(1).at("status"), "active");
}

TEST_F(ImportPeople, EventsSayThatTheOperatorImportedThem) {
  ASSERT_EQ(import(named("ann")).code, 0);
  const auto event = ask({"events"}).at("events").at(0);
  EXPECT_EQ(event.at("actor").at("kind"), "operator");
  EXPECT_EQ(event.at("channel"), "import");
}

TEST_F(ImportPeople, ReadsStandardInputAndNullIsAbsent) {
  const Ended ended =
      run({"import", "--people", "-"}, R"({"username": "ann", "email": null, "role": null})");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ask({"list"}).at("users").at(0).at("email"), nullptr);
}

TEST_F(ImportPeople, EachRefusalIsNamedWithItsLineAndTheRestIsImported) {
  struct Line {
    std::string text;
    const char* code;
    const char* field;  // nullptr: none
    const char* detail;
  };
  const std::vector<Line> lines{
      {named("ann"), nullptr, nullptr, nullptr},
      {"{\"username\": \n", "invalid_argument", nullptr, nullptr},
      {"7\n", "invalid_argument", nullptr, "is not a JSON object"},
      {"x\n", "invalid_argument", nullptr, nullptr},
      {R"({"username": "bob", "colour": "red"})"
       "\n",
       "invalid_argument", "colour", "is not a member of this request"},
      {R"({"username": "bob", "reason": "new"})"
       "\n",
       "invalid_argument", "reason", "is not a member of this request"},
      {R"({"username": "bob", "role": "king"})"
       "\n",
       "invalid_argument", "role", "must be viewer, analyst, admin or ops"},
      {R"({"username": "bob", "active": "yes"})"
       "\n",
       "invalid_argument", "active", "must be true or false, a boolean without quotes"},
      {R"({"username": "bob", "attributes": [1]})"
       "\n",
       "invalid_argument", "attributes", "must be an object"},
      {R"({"username": "bob", "email": 1})"
       "\n",
       "invalid_argument", "email", "must be a string"},
      {R"({"username": "bob", "email": "nowhere"})"
       "\n",
       "invalid_argument", "email", "is not of the form local@domain"},
      {"{}\n", "invalid_argument", "username", "must not be empty"},
      {R"({"username": "b\u0007b"})"
       "\n",
       "invalid_argument", "username", "has a control, invisible or unassigned character"},
      {named("b\xff"), "invalid_argument", nullptr, nullptr},
      {named(std::string(70000, 'b')), "invalid_argument", nullptr, "is longer than 65536 bytes"},
      {named(std::string(256, 'b')), "invalid_argument", "username",
       "is longer than 255 characters"},
      {named("0198C9A2-7B3C-7DEF-8000-0123456789AB"), "invalid_argument", "username",
       "has the shape of an id: a name must not be taken for one"},
      {named("ANN"), "already_exists", "username", "another user has this username"},
      {named("bob"), nullptr, nullptr, nullptr},
  };
  std::string text;
  for (const Line& line : lines) text += line.text;
  const auto told = results(text, 7);
  ASSERT_EQ(told.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(told[i].at("line"), i + 1);
    if (lines[i].code == nullptr) {
      EXPECT_EQ(told[i].at("result"), "created");
      continue;
    }
    EXPECT_EQ(told[i].at("result"), "refused") << told[i];
    EXPECT_EQ(told[i].at("code"), lines[i].code) << told[i];
    EXPECT_EQ(told[i].at("field"), lines[i].field ? value(lines[i].field) : value()) << told[i];
    if (lines[i].detail != nullptr) {
      EXPECT_EQ(told[i].at("detail"), lines[i].detail);
    }
  }
  EXPECT_EQ(ask({"count"}).at("count"), 2);
}

TEST_F(ImportPeople, PeopleSeeWhatWasRefusedAndASummary) {
  const Ended ended = import(named("ann") + R"({"username": "bob", "a\u001bb": 1})" + "\n" +
                             named("ann") + named("eve"));
  EXPECT_EQ(ended.code, 7);
  EXPECT_EQ(ended.out.substr(0, ended.out.find("seconds")),
            "line 2: a b: is not a member of this request\n"
            "line 3: username: another user has this username\n"
            "people              4\n"
            "  created           2\n"
            "  refused           2\n"
            "position            2\n");
}

TEST_F(ImportPeople, ADryRunDecidesAllTheSameAndStoresNothing) {
  const auto log = [&] {
    std::ifstream file(data + "/log/data.mdb", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  ASSERT_EQ(import(named("ann") + named("bob")).code, 0);
  const std::string before = log();
  const auto told =
      results(named("ann") + named("BOB") + named("eve") + named("Eve"), 7, {"--dry-run"});
  ASSERT_EQ(told.size(), 4U);
  EXPECT_EQ(told[0].at("result"), "already_imported");
  EXPECT_EQ(told[1].at("field"), "username");
  EXPECT_EQ(told[2].at("result"), "would_create");
  EXPECT_EQ(told[3].at("code"), "already_exists");
  EXPECT_EQ(log(), before);
  EXPECT_EQ(position(), 2U);
}

TEST_F(ImportPeople, ADryRunNeedsNoDataFolderAndMakesNone) {
  EXPECT_EQ(results(named("ann"), 0, {"--dry-run"})[0].at("result"), "would_create");
  EXPECT_FALSE(std::filesystem::exists(data));
}

TEST_F(ImportPeople, ADryRunWorksBesideAServerAndAnImportDoesNot) {
  ASSERT_EQ(run({"bootstrap", "--username", "root"}).code, 0);
  SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "1"}));
  ASSERT_NE(port_in(server.read_line()), 0);
  EXPECT_EQ(results(named("ROOT"), 7, {"--dry-run"})[0].at("code"), "already_exists");
  EXPECT_EQ(import(named("ann")).code, 6);
}

TEST_F(ImportPeople, ADryRunOverAnImportedHistoryOpensItsSeals) {
  ASSERT_EQ(run({"import", write_file("history.ndjson", creates("ann"))}).code, 0);
  // "boss" acted before being a user, and keeps the key that sealed the name.
  EXPECT_EQ(results(named("boss"), 0, {"--dry-run"})[0].at("result"), "would_create");
  EXPECT_EQ(results(named("boss"))[0].at("result"), "created");
}

TEST_F(ImportPeople, TheSameFileAgainCreatesNobodyTwice) {
  const std::string text = named("ann") + named("ann") + named("bob");
  const auto first = results(text, 7);
  const auto again = results(text, 7);
  ASSERT_EQ(again.size(), 3U);
  for (const std::size_t line : {0U, 2U}) {
    EXPECT_EQ(again[line].at("result"), "already_imported");
    EXPECT_EQ(again[line].at("id"), first[line].at("id"));
    EXPECT_EQ(again[line].at("position"), first[line].at("position"));
  }
  EXPECT_EQ(again[1], first[1]);
  EXPECT_EQ(position(), 2U);
}

TEST_F(ImportPeople, TheSameFileAgainDoesNotRecreateWhoWasRenamed) {
  const Ended bootstrapped = run({"bootstrap", "--username", "root"});
  const std::string text = named("ann") + named("bob");
  const std::string id(results(text)[0].at("id").as_string());
  {
    SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "1"}));
    HttpClient client(port_in(server.read_line()),
                      bootstrapped.out.substr(0, bootstrapped.out.find('\n')));
    ASSERT_EQ(client.request("PATCH", "/v1/users/" + id, R"({"username": "anna"})").status, 200);
    server.signal(SIGTERM);
    server.wait();
  }
  EXPECT_EQ(results(text)[0].at("result"), "already_imported");
  EXPECT_EQ(ask({"count"}).at("count"), 3);
}

TEST_F(ImportPeople, GoesOnWhereItWasCutShort) {
  ASSERT_EQ(import(named("ann") + named("bob")).code, 0);
  const auto told = results(named("ann") + named("bob") + named("eve"));
  EXPECT_EQ(told[1].at("result"), "already_imported");
  EXPECT_EQ(told[2].at("result"), "created");
}

TEST_F(ImportPeople, AnotherFileIsNotTakenForTheSame) {
  ASSERT_EQ(import(named("ann") + named("bob")).code, 0);
  // The same row in the same line, but another one before it.
  const auto told = results(named("eve") + named("bob"), 7);
  EXPECT_EQ(told[0].at("result"), "created");
  EXPECT_EQ(told[1].at("code"), "already_exists");
  const std::string csv = write_file("people.csv", "username\nann\nbob\n");
  EXPECT_EQ(json_lines(run({"import", "--people", csv, "--json"}).out)[0].at("code"),
            "already_exists");
}

TEST_F(ImportPeople, AHistoryDoesNotContinuePeople) {
  ASSERT_EQ(import(named("ann")).code, 0);
  const Ended ended = run({"import", write_file("history.ndjson", small_history())});
  EXPECT_EQ(ended.code, 4);
  EXPECT_EQ(ended.err, "rolecall: history can be imported only into a directory of nothing else\n");
}

TEST_F(ImportPeople, GoesOnAfterAKillWithNobodyLostOrTwice) {
  constexpr int people = 30000;
  std::string text;
  for (int i = 0; i < people; ++i) {
    text += named("user-" + std::to_string(i % 100 == 99 ? i - 1 : i));  // one in a hundred twice
  }
  const std::string file = write_file("people.ndjson", text);
  for (int round = 0; round < 3; ++round) {
    SpawnedProgram running(command({"import", "--people", file}));
    ::usleep(100'000 + 100'000 * round + std::random_device{}() % 100'000);
    running.signal(SIGKILL);
    running.wait();
  }
  const Ended rest = run({"import", "--people", file, "--json"});
  ASSERT_EQ(rest.code, 7) << rest.err;
  const auto told = json_lines(rest.out);
  ASSERT_EQ(told.size(), people);
  std::map<std::string, int> count;
  std::set<std::string> ids;
  for (int i = 0; i < people; ++i) {
    ASSERT_EQ(told[i].at("line"), i + 1);
    const std::string result(told[i].at("result").as_string());
    ASSERT_EQ(result == "refused", i % 100 == 99) << told[i];
    ++count[result];
    if (result != "refused") ids.emplace(told[i].at("id").as_string());
  }
  RecordProperty("already_imported", count["already_imported"]);
  EXPECT_EQ(ids.size(), people - people / 100);
  EXPECT_EQ(ask({"count"}).at("count"), people - people / 100);
  EXPECT_EQ(position(), people - people / 100);
}

TEST_F(ImportPeople, WhatIsOfPeopleOnlyNeedsThem) {
  const std::string file = write_file("history.ndjson", small_history());
  EXPECT_EQ(run({"import", file, "--dry-run"}).code, 2);
  EXPECT_EQ(run({"import", file, "--format", "csv"}).code, 2);
  EXPECT_EQ(run({"import", "--people", file, "--format", "xml"}).code, 2);
  EXPECT_EQ(run({"import", "--people", "no-such-file"}).code, 3);
  EXPECT_FALSE(std::filesystem::exists(data));
}

}  // namespace
}  // namespace rolecall::test
