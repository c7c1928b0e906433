// What is said to be written is written, or whoever was to write it ends with an error.
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class Output : public RolecallProgram {
 protected:
  void fill() const {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
  }
  // Started by a shell that sets up something else first, e.g. where stdout leads to.
  static std::vector<std::string> in_shell(const std::string& before, const std::string& behind,
                                           std::vector<std::string> command) {
    command.insert(command.begin(), {"/bin/sh", "-c", before + "exec \"$0\" \"$@\" " + behind});
    return command;
  }
  Ended run_to(const std::string& where, std::vector<std::string> arguments,
               const std::string& input = {}) const {
    return run_program(in_shell("", where, command(std::move(arguments))), input);
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Output, OfEveryVerbIsWrittenOrTheVerbFails) {
  fill();
  for (const auto& verb : std::vector<std::vector<std::string>>{
           {"list"},
           {"list", "--json"},
           {"count"},
           {"count", "--by", "role", "--over", "2024..2025", "--svg"},
           {"holders", "admin"},
           {"expiring"},
           {"invitations"},
           {"groups"},
           {"members", "blue"},
           {"history", "ann"},
           {"history", "ann", "--svg"},
           {"timeline", "ann"},
           {"role-changes"},
           {"diff", "--since", "2"},
           {"diff", "--since", "2", "--csv"},
           {"events"},
           {"events", "--follow"},
           {"events", "--follow", "--json"},
           {"replay"},
           {"keys", "list"},
           {"export"},
           {"export", "--people"},
           {"export", "--people", "--format", "csv"},
           {"export", "--people", "--format", "ldif"},
           {"serve", "--listen", "127.0.0.1:0"}}) {
    for (const auto& [where, reason] :
         {std::pair<std::string, std::string>{"> /dev/full", "No space left on device"},
          {">&-", "Bad file descriptor"}}) {
      const Ended ended = run_to(where, verb);
      EXPECT_EQ(ended.code, 1) << verb[0] << where;
      EXPECT_TRUE(has(ended.err, "rolecall: the output could not be written: " + reason + "\n"))
          << verb[0] << where << ended.err;
    }
  }
  EXPECT_EQ(ask({"count"}).at("count"), 4) << "a closed stdout leads into no store";
}

TEST_F(Output, OfHelpAndVersionIsWrittenToo) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--help"}, {"list", "--help"}, {"--version"}}) {
    std::vector<std::string> command = arguments;
    command.insert(command.begin(), ROLECALL_PROGRAM);
    EXPECT_EQ(run_program(in_shell("", "> /dev/full", command)).code, 1) << arguments[0];
    EXPECT_NE(run_program(command).out, "");
  }
}

TEST_F(Output, OfWritingVerbsSaysWhatIsStoredAllTheSame) {
  const Ended imported = run_to("> /dev/full", {"import", write_file("h.ndjson", small_history())});
  EXPECT_EQ(imported.code, 1);
  EXPECT_TRUE(has(imported.err, "The import has gone on all the same")) << imported.err;
  const std::string people = write_file("people.csv", "username\ndan\neve\n");
  EXPECT_EQ(run_to("> /dev/full", {"import", "--people", people, "--json"}).code, 1);
  EXPECT_EQ(ask({"count"}).at("count"), 6);
  const Ended accepted = run_to("> /dev/full", {"accept-log"});
  EXPECT_EQ(accepted.code, 1);
  EXPECT_TRUE(has(accepted.err, "The log is accepted all the same")) << accepted.err;
  const Ended rotated = run_to("> /dev/full", {"master-key", "rotate"});
  EXPECT_EQ(rotated.code, 1);
  EXPECT_TRUE(has(rotated.err, "The master key is a new one all the same")) << rotated.err;
}

// The commands of a text that says how to go on.
std::vector<std::string> command_in(const std::string& text, const std::string& verb) {
  std::vector<std::string> arguments;
  std::istringstream words(text.substr(text.find(verb)));
  words >> arguments.emplace_back();
  for (std::string word; words.peek() != '\n' && words >> word;) arguments.push_back(word);
  arguments.at(0) = ROLECALL_PROGRAM;
  return arguments;
}

TEST_F(Output, OfAKeyThatNobodyHasSeenSaysHowToGetAnother) {
  const Ended first = run_to("> /dev/full", {"bootstrap", "--username", "ann"});
  EXPECT_EQ(first.code, 1);
  const Ended second =
      run_to("> /dev/full", {"keys", "issue", "ann", "--capability", "read", "--json"});
  EXPECT_EQ(second.code, 1);
  for (const Ended& lost : {first, second}) {
    EXPECT_TRUE(has(lost.err, "exist all the same")) << lost.err;
    const Ended issued = run_program(command_in(lost.err, "rolecall keys issue"));
    EXPECT_EQ(issued.code, 0) << issued.err;
    EXPECT_TRUE(issued.out.starts_with("rck_")) << issued.out;
    const Ended revoked = run_program(command_in(lost.err, "rolecall keys revoke"));
    EXPECT_EQ(revoked.code, 0) << revoked.err;
  }
}

// As a shell has it: quietly, by the signal, unless that is ignored.
TEST_F(Output, ToAReaderThatLeavesEndsTheVerb) {
  fill();
  const auto piped = [&](const std::string& trap, std::vector<std::string> verb) {
    std::vector<std::string> line{"/bin/bash", "-c",
                                  trap + "\"$0\" \"$@\" | true; exit ${PIPESTATUS[0]}"};
    const auto program = command(std::move(verb));
    line.insert(line.end(), program.begin(), program.end());
    return run_program(line);
  };
  for (const std::vector<std::string>& verb :
       {std::vector<std::string>{"list"}, {"events", "--follow", "--type", "GroupDeleted"}}) {
    const Ended quiet = piped("", verb);
    EXPECT_EQ(quiet.code, 128 + SIGPIPE);
    EXPECT_EQ(quiet.err, "");
    const Ended told = piped("trap '' PIPE; ", verb);
    EXPECT_EQ(told.code, 1);
    EXPECT_EQ(told.err, "rolecall: the output could not be written: Broken pipe\n");
  }
}

// Its server has nothing to tell at first, as the follower starts.
TEST_F(Output, OfAFollowerBeginsWithTheFirstEventOfAnEmptyDirectory) {
  SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
  HttpClient client(port_in(server.read_line()));
  SpawnedProgram lines(command({"events", "--follow", "--json"}));
  SpawnedProgram table(command({"events", "--follow"}));
  ::usleep(500'000);  // by then both wait
  ASSERT_EQ(client.request("POST", "/v1/bootstrap", R"({"username": "ann"})").status, 201);
  const auto line = lines.read_line(5);
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(boost::json::parse(*line).at("position"), 1);
  EXPECT_TRUE(table.read_line(5).value_or("").starts_with("POSITION"));
  EXPECT_TRUE(has(table.read_line(5).value_or(""), "username=ann"));
}

}  // namespace
}  // namespace rolecall::test
