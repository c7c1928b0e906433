// What is made from the command line itself: manual pages and completions.
#include <filesystem>
#include <sstream>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

// The verbs that a help lists.
std::vector<std::string> verbs_below(const std::string& help) {
  std::vector<std::string> verbs;
  std::istringstream lines(help);
  std::string line;
  while (std::getline(lines, line) && line != "Subcommands:") {
  }
  while (std::getline(lines, line) && line.starts_with("  ")) {
    if (line[2] != ' ') verbs.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return verbs;
}

class Documents : public RolecallProgram {
 protected:
  static std::string say(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ROLECALL_PROGRAM);
    const Ended ended = run_program(std::move(arguments));
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
  }
  // What bash offers behind these words, of which the last is being typed; a word on each line.
  static std::string offered(const std::string& words) {
    const std::string script =
        say({"completion", "bash"}) + "COMP_WORDS=(rolecall " + words +
        ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_rolecall\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    const Ended ended = run_program({"/bin/bash", "-c", script});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    return ended.out;
  }
};

TEST_F(Documents, BashCompletesVerbsFlagsAndValues) {
  EXPECT_EQ(offered("acc"), "accept-log\n");
  EXPECT_EQ(offered("keys ''"), "list\nissue\nrevoke\n--help\n");
  EXPECT_EQ(offered("keys issue --cap"), "--capability\n");
  EXPECT_EQ(offered("serve --lis"), "--listen\n");
  EXPECT_EQ(offered("export --format ''"), "ndjson\ncsv\nldif\n");
  EXPECT_EQ(offered("export --format c"), "csv\n");
  EXPECT_EQ(offered("completion z"), "zsh\n");
  EXPECT_EQ(offered("role set ann v"), "viewer\n");
  EXPECT_EQ(offered("nam"), "\n") << "what is for this script is not offered itself";
  EXPECT_EQ(offered("serve --data ''"), "\n") << "files are bash's own to offer";
}

TEST_F(Documents, EveryShellHearsOfEveryVerb) {
  const auto verbs = verbs_below(say({"--help"}));
  EXPECT_GT(verbs.size(), 20U);
  for (const std::string& verb : verbs) {
    for (const std::string shell : {"bash", "zsh", "fish"}) {
      EXPECT_NE(say({"completion", shell}).find("'/ " + verb + "'"), std::string::npos)
          << shell << " " << verb;
    }
  }
}

TEST_F(Documents, EveryHelpIsReadIn80Columns) {
  std::vector<std::vector<std::string>> waiting{{}};
  std::size_t read = 0;
  for (; read < waiting.size(); ++read) {
    const std::vector<std::string> verb = waiting[read];
    std::vector<std::string> arguments = verb;
    arguments.emplace_back("--help");
    const std::string help = say(arguments);
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
    for (const std::string& below : verbs_below(help)) {
      waiting.push_back(verb);
      waiting.back().push_back(below);
    }
  }
  EXPECT_GT(read, 40U);
}

TEST_F(Documents, AManualPageTellsWhatAVerbTakes) {
  const std::string page = say({"man", "export"});
  EXPECT_TRUE(page.starts_with(".TH \"rolecall\\-export\" 1")) << page;
  EXPECT_NE(page.find("\\fB\\-\\-format\\fR \\fITEXT\\fR\n"), std::string::npos) << page;
  EXPECT_NE(page.find("One of: ndjson, csv, ldif.\nWithout it: ndjson.\n"), std::string::npos);
  EXPECT_NE(say({"man", "serve"}).find("ROLECALL_CONFIG"), std::string::npos);
  EXPECT_NE(say({"man", "keys", "issue"}).find("\\fIuser\\fR"), std::string::npos);
  EXPECT_EQ(run_program({ROLECALL_PROGRAM, "man", "lst"}).err,
            "rolecall: there is no verb lst; did you mean list?\n"
            "'rolecall --help' tells what there is.\n");
}

TEST_F(Documents, AllManualPagesAreWrittenIntoAFolder) {
  const std::filesystem::path folder = parent.path() / "man" / "man1";
  say({"man", "--directory", folder});
  for (const char* const name : {"rolecall.1", "rolecall-serve.1", "rolecall-keys-issue.1"}) {
    EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
  }
  EXPECT_EQ(run_program({ROLECALL_PROGRAM, "man", "--directory", "/proc/nowhere"}).code, 6);
}

}  // namespace
}  // namespace rolecall::test
