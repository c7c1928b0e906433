#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class ReadingVerbs : public RolecallProgram {
 protected:
  void SetUp() override {
    const Ended imported = run({"import", write_file("history.ndjson", small_history())});
    ASSERT_EQ(imported.code, 0) << imported.err;
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(ReadingVerbs, CountAnswersOneNumber) {
  EXPECT_EQ(run({"count"}).out, "4\n");
  EXPECT_EQ(run({"count", "--status", "active"}).out, "3\n");
  EXPECT_EQ(run({"count", "--role", "admin,ops"}).out, "2\n");
  EXPECT_EQ(run({"count", "--q", "cé"}).out, "1\n");
  EXPECT_EQ(run({"count", "--group", "blue"}).out, "2\n");
}

TEST_F(ReadingVerbs, CountByRoleIsATableAndTheShapeOfHttp) {
  EXPECT_EQ(run({"count", "--by", "role"}).out,
            "WHAT     COUNT\n"
            "viewer       1\n"
            "analyst      1\n"
            "admin        1\n"
            "ops          1\n"
            "all          4\n");
  EXPECT_EQ(run({"count", "--by", "status", "--json"}).out,
            R"({"counts":{"active":3,"deactivated":1},"count":4,"position":10})"
            "\n");
}

TEST_F(ReadingVerbs, ListAlignsColumnsByCharactersNotBytes) {
  const Ended listed = run({"list", "--sort", "username"});
  ASSERT_EQ(listed.code, 0) << listed.err;
  EXPECT_TRUE(has(listed.out, "USERNAME  ROLE     STATUS       NAME"));
  EXPECT_TRUE(has(listed.out, "ann       admin    active       -"));
  EXPECT_TRUE(has(listed.out, "céline    analyst  active       -"));
}

TEST_F(ReadingVerbs, ListGoesOnBehindItsCursor) {
  const auto first = ask({"list", "--limit", "3"});
  EXPECT_EQ(first.at("users").as_array().size(), 3U);
  const std::string cursor(first.at("next_cursor").as_string());
  const auto second = ask({"list", "--cursor", cursor});
  EXPECT_EQ(second.at("users").at(0).at("username"), "céline");
  EXPECT_TRUE(has(run({"list", "--limit", "3"}).err, "--cursor " + cursor));
}

TEST_F(ReadingVerbs, HoldersAreTheActiveOnesOfTheRole) {
  EXPECT_EQ(ask({"holders", "admin", "--limit", "1"}).at("count"), 1);
  const auto holders = ask({"holders", "admin"}).at("users").as_array();
  ASSERT_EQ(holders.size(), 1U);
  EXPECT_EQ(holders[0].at("username"), "ann");
  EXPECT_EQ(ask({"holders", "viewer"}).at("users").as_array().size(), 0U);
  EXPECT_EQ(run({"holders", "king"}).code, 3);
}

TEST_F(ReadingVerbs, MembersOfAGroupComeWithRoleAndTime) {
  EXPECT_EQ(run({"members", "BLUE"}).out,
            "USER  ROLE   SINCE\n"
            "bob   user   2024-05-01 08:00:00Z\n"
            "ann   owner  2024-05-01 08:00:00Z\n");
  const std::string id(ask({"groups"}).at("groups").at(0).at("id").as_string());
  EXPECT_EQ(ask({"members", id}), ask({"members", "blue"}));
  const Ended first = run({"members", "blue", "--limit", "1"});
  EXPECT_FALSE(has(first.out, "ann"));
  EXPECT_TRUE(has(first.err, "There is more: --cursor "));
}

TEST_F(ReadingVerbs, MembersOfNoGroupAreNotFound) {
  const Ended ended = run({"members", "green"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.err, "rolecall: there is no such group\n");
  EXPECT_EQ(run({"members"}).code, 2);
}

TEST_F(ReadingVerbs, HistoryTakesANameOrAnId) {
  const auto by_name = ask({"history", "ANN"});
  const auto& events = by_name.at("events").as_array();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[2].at("type"), "RoleAssigned");
  EXPECT_EQ(events[2].at("actor").at("name"), "boss");
  const std::string id(events[0].at("user_id").as_string());
  EXPECT_EQ(ask({"history", id}), by_name);
  EXPECT_TRUE(has(run({"history", "ann"}).out, "from=analyst to=admin"));
}

TEST_F(ReadingVerbs, TimelineTellsWhoGaveARoleAndWhy) {
  const std::string table = run({"timeline", "ann"}).out;
  EXPECT_TRUE(has(table, "GIVEN BY  CHANNEL  REASON\n")) << table;
  EXPECT_TRUE(has(table, "boss      import   hiring\n")) << table;
}

TEST_F(ReadingVerbs, HistoryOfNobodyIsNotFound) {
  const Ended ended = run({"history", "nobody"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "rolecall: there is no such user\n");
}

TEST_F(ReadingVerbs, RoleChangesTellWhoChangedWhatAndWhy) {
  const auto changes = ask({"role-changes", "--actor", "boss"}).at("role_changes").as_array();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].at("user").at("username"), "ann");
  EXPECT_EQ(changes[0].at("from"), "analyst");
  EXPECT_EQ(changes[0].at("to"), "admin");
  EXPECT_EQ(changes[0].at("reason"), "hiring");
  const Ended table = run({"role-changes", "--since", "2024-05-01T08:00:00Z"});
  EXPECT_TRUE(has(table.out, "2024-05-01 08:00:00Z  ann   analyst  admin  boss   import   hiring"))
      << table.out;
  EXPECT_EQ(ask({"role-changes", "--until", "2024-05-01T07:59:59Z"}).at("role_changes"),
            boost::json::array());
}

TEST_F(ReadingVerbs, EventsAreTheLog) {
  const auto page = ask({"events", "--after", "5", "--limit", "2"});
  const auto& events = page.at("events").as_array();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].at("position"), 6);
  EXPECT_EQ(events[0].at("type"), "GroupCreated");
  EXPECT_EQ(events[0].at("data").at("name"), "blue");
  EXPECT_TRUE(has(run({"events"}).out, "MemberAdded      ann     blue   role=owner"));
}

TEST_F(ReadingVerbs, ShowTheDeepestAttributesThatAreTaken) {
  const auto import = [&](std::size_t levels) {
    std::string attributes = "1";
    for (std::size_t i = 0; i < levels; ++i) attributes = R"({"a": )" + attributes + "}";
    return run({"import", "--people", "-"},
               R"({"username": "dan", "attributes": )" + attributes + "}\n");
  };
  EXPECT_EQ(import(17).code, 7);
  ASSERT_EQ(import(16).code, 0);
  for (const char* verb : {"events", "list"}) {
    const Ended shown = run({verb});
    EXPECT_EQ(shown.code, 0) << shown.err;
    EXPECT_TRUE(has(shown.out, "dan"));
  }
}

TEST_F(ReadingVerbs, ReplayTellsTheSameHashEachTime) {
  const Ended first = run({"replay", "--json"});
  EXPECT_EQ(boost::json::parse(first.out).at("position"), 10);
  EXPECT_EQ(boost::json::parse(first.out).at("users"), 4);
  EXPECT_EQ(run({"replay", "--json"}).out, first.out);
  EXPECT_TRUE(has(first.err, "replayed 10 events in "));
  EXPECT_TRUE(has(run({"replay"}).out, "state_hash  "));
}

TEST_F(ReadingVerbs, AWrongParameterIsWrongUsage) {
  EXPECT_EQ(run({"count", "--by", "colour"}).code, 2);
  EXPECT_EQ(run({"list", "--limit", "0"}).err,
            "rolecall: limit: must be a number from 1 to 1000\n");
  EXPECT_EQ(run({"list", "--limit", ""}).err,
            "rolecall: limit: is empty: it must be a number from 1 to 1000, or left out\n");
  EXPECT_EQ(run({"list", "--colour", "blue"}).code, 2);
  EXPECT_EQ(run({"count", "--by", "role", "--by", "status"}).code, 2);
}

TEST_F(RolecallProgram, AMissingFolderIsNotFoundAndNotMade) {
  EXPECT_EQ(run({"count"}).code, 3);
  EXPECT_EQ(run({"keys", "issue", "ann", "--capability", "read"}).code, 3);
  EXPECT_FALSE(std::filesystem::exists(data));
}

TEST_F(RolecallProgram, HelpIsDataAndNoVerbIsWrongUsage) {
  const Ended help = run_program({ROLECALL_PROGRAM, "--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* verb : {"serve", "bootstrap", "keys", "import", "export", "count", "list",
                           "holders", "expiring", "invitations", "groups", "members", "history",
                           "timeline", "role-changes", "diff", "events", "replay"}) {
    EXPECT_TRUE(has(help.out, verb)) << verb;
  }
  EXPECT_EQ(run_program({ROLECALL_PROGRAM}).code, 2);
  EXPECT_EQ(run_program({ROLECALL_PROGRAM, "sing"}).code, 2);
}

TEST_F(ReadingVerbs, DiffIsATableOrCsv) {
  EXPECT_EQ(run({"diff", "--since", "8"}).out,
            "KIND  USER  GROUP  WHAT    FROM     TO\n"
            "user  ann   -      role    analyst  admin\n"
            "user  bob   -      status  active   deactivated\n");
  const auto differences = ask({"diff", "--since", "5", "--until", "7"}).at("differences");
  const std::string blue(differences.at(0).at("group").at("id").as_string());
  const std::string ann(differences.at(1).at("user").at("id").as_string());
  EXPECT_EQ(run({"diff", "--since", "5", "--until", "7", "--csv"}).out,
            "user_id,group_id,kind,user,group,member,from,to\r\n"
            "," +
                blue + ",group,,blue,name,,blue\r\n" + ann + "," + blue +
                ",member,ann,blue,role,,owner\r\n");
  EXPECT_EQ(run({"diff", "--since", "9", "--until", "8"}).code, 2);
  EXPECT_EQ(run({"diff", "--since", "9", "--until", "8", "--csv"}).out, "");
  EXPECT_EQ(run({"diff", "--since", "8", "--csv", "--json"}).code, 2);
}

}  // namespace
}  // namespace rolecall::test
