#include <cstdlib>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class Import : public RolecallProgram {
 protected:
  Ended import(const std::string& text) const {
    return run({"import", write_file("history.ndjson", text)});
  }
  std::uint64_t position() const {
    return ask({"replay"}).at("position").to_number<std::uint64_t>();
  }
};

// Users who come, change roles and go; every seventh role change is none.
std::string long_history(int users) {
  std::string text = creates("boss", "ops");
  for (int i = 0; i < users; ++i) {
    const std::string name = "user-" + std::to_string(i);
    text += creates(name);
    text += assigns(name, i % 7 == 0 ? "analyst" : "viewer");
    if (i % 3 == 0) text += history_line("UserDeactivated", R"("username": ")" + name + "\"");
  }
  return text;
}

// The first lines of a text.
std::string head(const std::string& text, int lines) {
  std::size_t end = 0;
  for (int i = 0; i < lines; ++i) end = text.find('\n', end) + 1;
  return text.substr(0, end);
}

TEST_F(Import, StoresWhatTheLinesSay) {
  const Ended imported = run({"import", write_file("history.ndjson", small_history()), "--json"});
  ASSERT_EQ(imported.code, 0) << imported.err;
  const auto report = boost::json::parse(imported.out);
  EXPECT_EQ(report.at("lines"), 9);
  EXPECT_EQ(report.at("lines_before"), 0);
  EXPECT_EQ(report.at("events"), 10);  // who acts before being a user is named first
  EXPECT_EQ(report.at("position"), 10);
  const auto ann = ask({"list", "--username", "ann"}).at("users").at(0);
  EXPECT_EQ(ann.at("created_at"), "2024-05-01T08:00:00.000000Z");
  EXPECT_EQ(ann.at("role"), "admin");
}

TEST_F(Import, ReadsStandardInput) {
  const Ended imported = run({"import", "-"}, small_history());
  EXPECT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(position(), 10U);
}

TEST_F(Import, ABrokenLineIsNamedAndNothingIsStored) {
  const std::string good = small_history();
  const auto refused = [&](const std::string& line) {
    const Ended ended = import(good + line + good);
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(position(), 0U);
    return ended.err;
  };
  EXPECT_EQ(refused("{\"time\": \n").substr(0, 18), "rolecall: line 10:");
  EXPECT_EQ(refused("7\n"), "rolecall: line 10: is not a JSON object\n");
  EXPECT_EQ(refused(history_line("UserCreated", R"("username": "dan")")),
            "rolecall: line 10: role: is missing\n");
  EXPECT_EQ(refused(creates("dan", "king")), "rolecall: line 10: role: is no word known here\n");
  EXPECT_EQ(refused(history_line("UserPraised", R"("username": "ann")")),
            "rolecall: line 10: type: is none that can be imported\n");
  EXPECT_EQ(refused(history_line("GroupCreated", R"("group": "red", "colour": "red")")),
            "rolecall: line 10: colour: is not a member of this request\n");
  EXPECT_EQ(refused(std::string(70000, 'x') + "\n"),
            "rolecall: line 10: is longer than 65536 bytes\n");
}

TEST_F(Import, ARefusedLineStopsAndTheLinesBeforeItStay) {
  const Ended ended = import(small_history() + assigns("nobody", "admin") + creates("dan"));
  EXPECT_EQ(ended.code, 7);
  EXPECT_EQ(ended.err,
            "rolecall: line 10: there is no such user\n"
            "The 9 lines before it are stored, it and those behind it are not.\n");
  EXPECT_EQ(position(), 10U);
}

TEST_F(Import, ANameThatIsLikeAnIdStopsItAtItsLine) {
  const Ended ended =
      import(small_history() + creates("0198c9a2-7b3c-7def-8000-0123456789ab") + creates("dan"));
  EXPECT_EQ(ended.code, 7);
  EXPECT_EQ(
      ended.err,
      "rolecall: line 10: username: has the shape of an id: a name must not be taken for one\n"
      "The 9 lines before it are stored, it and those behind it are not.\n");
}

TEST_F(Import, GoesOnWhereItWasCutShort) {
  const std::string history = long_history(3000);
  ASSERT_EQ(import(head(history, 4321)).code, 0);
  const Ended rest = run({"import", write_file("history.ndjson", history), "--json"});
  ASSERT_EQ(rest.code, 0) << rest.err;
  EXPECT_GE(boost::json::parse(rest.out).at("lines_before").as_int64(), 4320);
  const Ended again = run({"import", write_file("history.ndjson", history), "--json"});
  EXPECT_EQ(boost::json::parse(again.out).at("events"), 0);
  EXPECT_EQ(ask({"count"}).at("count"), 3001);
  EXPECT_EQ(ask({"count", "--status", "deactivated"}).at("count"), 1000);
}

TEST_F(Import, GoesOnAfterAKillWithNothingLostOrTwice) {
  const std::string file = write_file("history.ndjson", long_history(20000));
  std::uint64_t before = 0;
  for (int round = 0; round < 3; ++round) {
    SpawnedProgram running(command({"import", file}));
    ::usleep(150'000 + 100'000 * round);
    running.signal(SIGKILL);
    running.wait();
  }
  const Ended seen = run({"replay", "--json"});
  ASSERT_TRUE(seen.code == 0 || seen.code == 3) << "not there, or not made whole yet: " << seen.err;
  if (seen.code == 0)
    before = boost::json::parse(seen.out).at("position").to_number<std::uint64_t>();
  const Ended rest = run({"import", file, "--json"});
  ASSERT_EQ(rest.code, 0) << rest.err;
  const auto report = boost::json::parse(rest.out);
  EXPECT_EQ(report.at("events").to_number<std::uint64_t>() + before,
            report.at("position").to_number<std::uint64_t>());
  EXPECT_EQ(ask({"count"}).at("count"), 20001);
  // One event a line and one for the actor, but none for every seventh user's change of role.
  EXPECT_EQ(report.at("position").to_number<std::uint64_t>(),
            report.at("lines").to_number<std::uint64_t>() + 1 - (20000 + 6) / 7);
}

TEST_F(Import, SkipsBlankLinesAndStillKnowsTheFile) {
  const std::string history = small_history();
  const std::string first = head(history, 5);
  const std::string rest = history.substr(first.size());
  ASSERT_EQ(import("\n" + first + " \t\r\n" + rest + "\n\n").code, 0);
  EXPECT_EQ(position(), 10U);
  EXPECT_EQ(import("\n" + first + " \t\r\n" + rest + "\n" + creates("dan")).code, 0);
  EXPECT_EQ(position(), 11U);
  EXPECT_EQ(import("\n" + first + "\n" + rest + "\n\n" + creates("dan")).code, 4)
      << "the line that was the last one is blank";
}

TEST_F(Import, RefusesAnotherFileOnTopOfTheFirst) {
  ASSERT_EQ(import(small_history()).code, 0);
  const Ended other = import(creates("boss", "ops") + creates("eve") + small_history());
  EXPECT_EQ(other.code, 4);
  EXPECT_EQ(other.err,
            "rolecall: the directory holds the first 9 lines of a history, and those of this file "
            "are not the same\n");
  EXPECT_EQ(import(creates("boss", "ops")).code, 4);
  EXPECT_EQ(position(), 10U);
}

TEST_F(Import, RefusesADirectoryThatIsInUse) {
  ASSERT_EQ(run({"bootstrap", "--username", "root"}).code, 0);
  const Ended ended = import(small_history());
  EXPECT_EQ(ended.code, 4);
  EXPECT_EQ(position(), 2U);
}

TEST_F(Import, AMissingFileIsNotFound) { EXPECT_EQ(run({"import", "no-such-file"}).code, 3); }

// The history of a real organisation, where ROLECALL_HISTORY names its file.
TEST_F(Import, OfARealHistoryAnswersWhatIsKnownAboutIt) {
  const char* const file = std::getenv("ROLECALL_HISTORY");
  if (file == nullptr) GTEST_SKIP() << "ROLECALL_HISTORY names no file";
  const Ended imported = run({"import", file});
  ASSERT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(ask({"count", "--by", "role", "--status", "active"}).at("count"), 1509);
  EXPECT_EQ(ask({"role-changes"}).at("role_changes").as_array().size(), 20U);
  EXPECT_EQ(ask({"holders", "ops"}).at("users").as_array().size(), 10U);
}

}  // namespace
}  // namespace rolecall::test
