// What the command line answers where it is not understood, and how it tells programs.
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class CommandLine : public RolecallProgram {
 protected:
  static Ended say(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ROLECALL_PROGRAM);
    return run_program(std::move(arguments));
  }
  // Of wrong usage: the first line of stderr.
  static std::string refusal(std::vector<std::string> arguments) {
    const Ended ended = say(std::move(arguments));
    EXPECT_EQ(ended.code, 2) << ended.err;
    EXPECT_EQ(ended.out, "");
    return ended.err.substr(0, ended.err.find('\n'));
  }
};

TEST_F(CommandLine, SaysWhatVerbMayHaveBeenMeant) {
  EXPECT_EQ(refusal({"lst"}), "rolecall: there is no verb lst; did you mean list?");
  EXPECT_EQ(refusal({"hist", "ann"}),
            "rolecall: there is no verb hist; did you mean list or history?");
  EXPECT_EQ(refusal({"exprot"}), "rolecall: there is no verb exprot; did you mean export?");
  EXPECT_EQ(refusal({"keys", "isue", "ann"}),
            "rolecall: there is no verb isue; did you mean issue?");
  EXPECT_EQ(refusal({"sing"}), "rolecall: there is no verb sing");
  EXPECT_EQ(refusal({}), "rolecall: a verb is needed");
  EXPECT_EQ(refusal({"keys"}), "rolecall: a verb is needed");
  EXPECT_NE(say({"keys"}).err.find("'rolecall keys --help'"), std::string::npos);
}

TEST_F(CommandLine, SaysWhatOptionMayHaveBeenMeantAndKeepsTheOrder) {
  EXPECT_EQ(refusal({"list", "--asof", "7"}),
            "rolecall: these were not expected: --asof 7; did you mean --as-of?");
  EXPECT_EQ(refusal({"list", "foo", "bar"}), "rolecall: these were not expected: foo bar");
  EXPECT_EQ(refusal({"list", "\x1b[2Jred"}), "rolecall: this was not expected:  [2Jred");
}

TEST_F(CommandLine, HelpIsAVerbToo) {
  EXPECT_EQ(say({"help"}).out, say({"--help"}).out);
  EXPECT_EQ(say({"help", "list"}).out, say({"list", "--help"}).out);
  EXPECT_EQ(say({"help", "keys", "issue"}).out, say({"keys", "issue", "--help"}).out);
  EXPECT_NE(say({"help", "list"}).out, say({"help"}).out);
  EXPECT_EQ(say({"help", "list"}).code, 0);
  EXPECT_EQ(refusal({"help", "lst"}), "rolecall: there is no verb lst; did you mean list?");
}

TEST_F(CommandLine, TakesNoEmptyNames) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"count", "--data", ""},
        {"serve", "--data", ""},
        {"bootstrap", "--username", "ann", "--data", ""},
        {"count", "--master-key", ""},
        {"serve", "--access-log", ""},
        {"serve", "--proxy-secret", ""},
        {"count", "--by", "role", "--over", ""}}) {
    const std::string said = refusal(arguments);
    EXPECT_NE(said.find("is empty"), std::string::npos) << said;
  }
}

TEST_F(CommandLine, TellsProgramsOfRefusalsWhereTheyLookForAnswers) {
  ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
  struct Refused {
    std::vector<std::string> verb;
    int code;
    std::string word, field;
  };
  for (const Refused& refused :
       {Refused{{"history", "nobody"}, 3, "not_found", ""},
        {{"list", "--limit", "0"}, 2, "invalid_argument", "limit"},
        {{"list", "--colour"}, 2, "invalid_argument", ""},
        {{"lst"}, 2, "invalid_argument", ""},
        {{"bootstrap", "--username", "eve"}, 4, "conflict", ""},
        {{"keys", "issue", "nobody", "--capability", "read"}, 3, "not_found", ""},
        {{"events", "--follow", "--after", "99"}, 2, "invalid_argument", "after"}}) {
    std::vector<std::string> arguments = refused.verb;
    const Ended plain = run(arguments);
    arguments.emplace_back("--json");
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, refused.code) << refused.verb[0];
    EXPECT_EQ(plain.code, ended.code);
    EXPECT_EQ(plain.err, ended.err) << "for people";
    EXPECT_EQ(plain.out, "");
    ASSERT_EQ(json_lines(ended.out).size(), 1U) << ended.out;
    const auto problem = boost::json::parse(ended.out);
    EXPECT_EQ(problem.at("code").as_string(), refused.word);
    EXPECT_NE(problem.at("detail").as_string(), "");
    const auto* const field = problem.as_object().if_contains("field");
    EXPECT_EQ(field ? std::string(field->as_string()) : "", refused.field);
  }
}

}  // namespace
}  // namespace rolecall::test
