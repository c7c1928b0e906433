// The verbs that change something, on a data folder: what they record, for whom, and what they
// refuse.
#include <sys/stat.h>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

class ChangeVerbs : public RolecallProgram {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
    head_ = events().size();
  }

  void expect_done(std::vector<std::string> arguments, const std::string& input = {}) const {
    const Ended ended = run(arguments, input);
    EXPECT_EQ(ended.code, 0) << ended.err;
  }
  // What is said on stderr, of a verb that fails so.
  std::string refusal(int code, const std::vector<std::string>& arguments,
                      const std::string& input = {}) const {
    const Ended ended = run(arguments, input);
    EXPECT_EQ(ended.code, code) << ended.out << ended.err;
    return ended.err;
  }
  std::vector<value> events() const { return json_lines(run({"export"}).out); }
  // Those since the last time, each as "Type username".
  std::vector<std::string> recorded() {
    std::vector<std::string> all;
    const auto log = events();
    for (; head_ < log.size(); ++head_) {
      const value& event = log[head_];
      EXPECT_EQ(event.at("actor").at("kind"), "operator");
      EXPECT_EQ(event.at("channel"), "cli");
      const auto* const username = event.at("username").if_string();
      all.push_back(std::string(event.at("type").as_string()) +
                    (username ? " " + std::string(*username) : ""));
    }
    return all;
  }
  value user(const std::string& name) const { return ask({"user", "show", name}); }

  using Recorded = std::vector<std::string>;

 private:
  std::size_t head_ = 0;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(ChangeVerbs, AUserIsMadeChangedSwitchedOffAndOnRemovedAndBroughtBack) {
  expect_done({"user", "create", "dora", "--email", "dora@example.org", "--role", "viewer",
               "--attributes", R"({"desk": 1.50})", "--reason", "hired"});
  EXPECT_EQ(recorded(), Recorded{"UserCreated dora"});
  EXPECT_EQ(events().back().at("reason"), "hired");
  expect_done({"user", "update", "dora", "--email", "", "--display-name", "Dora D"});
  EXPECT_EQ(recorded(), Recorded{"UserProfileChanged dora"});
  EXPECT_TRUE(user("dora").at("email").is_null());
  EXPECT_EQ(user("dora").at("display_name"), "Dora D");
  expect_done({"role", "set", "dora", "admin", "--until", "2099-01-01T00:00:00Z"});
  EXPECT_EQ(recorded(), Recorded{"RoleAssigned dora"});
  EXPECT_EQ(user("dora").at("role_valid_until"), "2099-01-01T00:00:00.000000Z");
  for (const char* const verb : {"deactivate", "activate", "remove", "restore"}) {
    expect_done({"user", verb, "dora", "--reason", verb});
    EXPECT_EQ(events().back().at("reason"), verb);
  }
  EXPECT_EQ(recorded(), (Recorded{"UserDeactivated dora", "UserReactivated dora",
                                  "UserRemoved dora", "UserRestored dora"}));
}

TEST_F(ChangeVerbs, AGroupIsMadeRenamedFilledEmptiedAndDeleted) {
  expect_done({"group", "create", "red"});
  expect_done({"group", "add", "red", "ann", "--role", "owner"});
  expect_done({"group", "add", "RED", "bob", "céline", "--yes"});
  EXPECT_EQ(ask({"members", "red"}).at("members").as_array().size(), 3U);
  expect_done({"group", "remove", "red", "bob", "--reason", "left"});
  expect_done({"group", "rename", "red", "green"});
  EXPECT_EQ(ask({"members", "green"}).at("members").as_array().size(), 2U);
  EXPECT_TRUE(has(refusal(3, {"members", "red"}), "there is no such group"));
  expect_done({"group", "delete", "green"});
  EXPECT_EQ(refusal(3, {"members", "green"}), "rolecall: there is no such group\n");
  EXPECT_EQ(refusal(4, {"group", "create", "Blue"}).substr(0, 10), "rolecall: ");
}

TEST_F(ChangeVerbs, ADryRunTellsTheEventsAndRecordsNone) {
  const std::vector<std::vector<std::string>> all{
      {"user", "create", "dora", "--role", "viewer"},
      {"user", "update", "ann", "--email", "ann@example.org"},
      {"user", "deactivate", "ann"},
      {"user", "remove", "ann", "bob"},
      {"user", "password", "ann"},
      {"role", "set", "--where", "role=viewer", "analyst"},
      {"group", "create", "red"},
      {"group", "add", "blue", "céline"},
      {"group", "delete", "blue"},
      {"invite", "eve@example.org"},
      {"keys", "issue", "ann", "--capability", "read"}};
  for (auto arguments : all) {
    arguments.emplace_back("--dry-run");
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_TRUE(ended.out.starts_with("EVENT ")) << arguments[1] << ": " << ended.out;
  }
  EXPECT_EQ(recorded(), Recorded());
  EXPECT_EQ(run({"user", "activate", "ann", "--dry-run"}).out, "Nothing would change.\n");
  EXPECT_EQ(ask({"role", "set", "bob", "ops", "--dry-run"}).at("changed"), true);
}

TEST_F(ChangeVerbs, SeveralAreShownAndWantAnAnswerOrYes) {
  const std::string refused = refusal(2, {"user", "deactivate", "ann", "céline"});
  EXPECT_TRUE(has(refused, "--yes")) << refused;
  EXPECT_TRUE(has(run({"user", "deactivate", "ann", "céline"}).out, "UserDeactivated  ann"));
  EXPECT_EQ(recorded(), Recorded());
  expect_done({"user", "deactivate", "ann", "céline", "ann", "--yes"});
  EXPECT_EQ(recorded(), (Recorded{"UserDeactivated ann", "UserDeactivated céline"}));
  const auto log = events();
  EXPECT_EQ(log.back().at("correlation_id"), log[log.size() - 2].at("correlation_id"));
  EXPECT_NE(log.back().at("request_id"), log[log.size() - 2].at("request_id"));
}

TEST_F(ChangeVerbs, SeveralComeFromStandardInputOrAFilter) {
  expect_done({"role", "set", "-", "viewer", "--yes"}, "ann\r\n\ncéline\n");
  EXPECT_EQ(recorded(), (Recorded{"RoleAssigned ann", "RoleAssigned céline"}));
  expect_done({"role", "set", "--where", "role=viewer", "--where", "status=active", "analyst",
               "--yes", "--reason", "all alike"});
  EXPECT_EQ(recorded().size(), 2U);
  EXPECT_EQ(events().back().at("reason"), "all alike");
  EXPECT_EQ(refusal(3, {"role", "set", "--where", "role=viewer", "--where", "status=active",
                        "analyst", "--yes"}),
            "rolecall: nobody is meant: nothing was done\n");
}

TEST_F(ChangeVerbs, MoreThanABulkTakesAreDoneInSeveral) {
  std::string names;
  for (int i = 0; i < 2100; ++i) {
    names += "{\"username\": \"user-" + std::to_string(i) + "\"}\n";
  }
  expect_done({"import", "--people", write_file("people.ndjson", names)});
  const Ended ended = run({"role", "set", "--where", "q=user-", "viewer", "--yes", "--json"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto lines = json_lines(ended.out);
  ASSERT_EQ(lines.size(), 2100U);
  EXPECT_EQ(lines.back().at("line"), 2100);
  EXPECT_EQ(lines.back().at("body").at("role"), "viewer");
  EXPECT_EQ(ask({"count", "--q", "user-", "--role", "viewer"}).at("count"), 2100);
}

TEST_F(ChangeVerbs, WhatIsRefusedAmongSeveralIsToldAndTheRestDone) {
  const Ended ended = run({"user", "deactivate", "boss", "ann", "--yes"});
  EXPECT_EQ(ended.code, 7);
  EXPECT_TRUE(has(ended.err, "rolecall: boss: ")) << ended.err;
  EXPECT_TRUE(has(ended.err, "1 done, 1 refused")) << ended.err;
  EXPECT_EQ(recorded(), Recorded{"UserDeactivated ann"});
  EXPECT_EQ(run({"role", "set", "boss", "boss", "viewer", "--dry-run"}).code, 4);
}

TEST_F(ChangeVerbs, OneRevisionOnly) {
  const std::string ann = std::to_string(user("ann").at("revision").to_number<int>());
  expect_done({"user", "update", "ann", "--first-name", "A", "--if-revision", ann});
  EXPECT_TRUE(has(refusal(4, {"user", "update", "ann", "--first-name", "B", "--if-revision", ann}),
                  "revision"));
  EXPECT_TRUE(
      has(refusal(2, {"user", "deactivate", "ann", "bob", "--if-revision", "1"}), "--if-revision"));
}

TEST_F(ChangeVerbs, AnInvitationIsSentAgainAndTakenBack) {
  const Ended invited = run({"invite", "eve@example.org", "--role", "viewer"});
  EXPECT_EQ(invited.code, 0) << invited.err;
  const std::string id(ask({"invitations"}).at("invitations").at(0).at("id").as_string());
  EXPECT_TRUE(has(invited.err, id));
  const Ended renewed = run({"invitations", "renew", id, "--role", "analyst"});
  EXPECT_NE(renewed.out, invited.out);
  EXPECT_TRUE(has(run({"invitations", "revoke", id}).out, "revoked"));
  EXPECT_EQ(refusal(3, {"invitations", "revoke", "nothing"}),
            "rolecall: there is no such invitation\n");
}

TEST_F(ChangeVerbs, AnApiKeyIsShownOnceAndRevoked) {
  const value issued = ask({"keys", "issue", "ann", "--capability", "read"});
  EXPECT_EQ(issued.at("key").at("capability"), "read");
  const std::string id(issued.at("key").at("id").as_string());
  expect_done({"keys", "revoke", id, "--reason", "lost"});
  EXPECT_EQ(events().back().at("type"), "ApiKeyRevoked");
  EXPECT_EQ(events().back().at("reason"), "lost");
  EXPECT_EQ(run({"keys", "revoke", "nothing"}).code, 2);
  EXPECT_EQ(run({"keys", "issue", "ann", "--capability", "all"}).code, 2);
}

TEST_F(ChangeVerbs, APasswordComesByStandardInputOrAFileOfOnesOwn) {
  expect_done({"user", "password", "ann"}, "a long password\n");
  EXPECT_EQ(recorded(), Recorded{"PasswordSet ann"});
  const std::string file = write_file("password", "another long one\n");
  ::chmod(file.c_str(), 0644);
  EXPECT_TRUE(has(refusal(2, {"user", "password", "ann", "--password-file", file}), "0600"));
  ::chmod(file.c_str(), 0600);
  expect_done({"user", "password", "ann", "--password-file", file});
  EXPECT_TRUE(has(refusal(2, {"user", "password", "ann"}, "short\n"), "password"));
  EXPECT_EQ(run({"user", "password", "ann"}, "\n").code, 2);
}

TEST_F(ChangeVerbs, WhatIsNotUnderstoodIsRefusedAndNothingDone) {
  const std::string missing = refusal(3, {"user", "remove", "ann", "nobody", "bob", "noone"});
  EXPECT_EQ(missing, "rolecall: there is no such user: nobody, noone\n");
  EXPECT_TRUE(has(refusal(2, {"user", "remove", "--where", "sort=username", "--yes"}), "--where"));
  EXPECT_TRUE(has(refusal(2, {"user", "remove", "--where", "role=king", "--yes"}), "role"));
  EXPECT_EQ(run({"user", "remove"}).code, 2);
  EXPECT_EQ(run({"user", "remove", "ann", "--where", "role=viewer", "--yes"}).code, 2);
  EXPECT_TRUE(has(refusal(2, {"user", "update", "ann"}), "say what is to change"));
  EXPECT_EQ(run({"user", "update", "ann", "--attributes", "[]"}).code, 2);
  EXPECT_EQ(run({"user", "create", "dora", "--email", ""}).code, 2);
  EXPECT_EQ(run({"role", "set", "ann", "king"}).code, 2);
  EXPECT_EQ(run({"role", "set", "admin"}).code, 2);
  EXPECT_EQ(run({"role", "set", "ann", "admin", "--until", "soon"}).code, 2);
  EXPECT_EQ(recorded(), Recorded());
}

TEST_F(ChangeVerbs, AFolderThatIsNotThereIsNotMade) {
  const std::string elsewhere = parent.path() / "elsewhere";
  const Ended ended = run_program({ROLECALL_PROGRAM, "user", "create", "ann", "--data", elsewhere});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.err, "rolecall: " + elsewhere + ": there is no data folder\n");
}

}  // namespace
}  // namespace rolecall::test
