// What verbs ask at a terminal: whether to do it, and for secrets.
#include "tests/support/terminal_program.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class Questions : public RolecallProgram {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
    before_ = count_events();
  }

  std::size_t count_events() const { return json_lines(run({"export"}).out).size(); }
  std::size_t recorded() const { return count_events() - before_; }

 private:
  std::size_t before_ = 0;
};

TEST_F(Questions, SeveralAreChangedOnYes) {
  TerminalProgram program(command({"user", "deactivate", "ann", "céline", "--reason", "moved"}));
  const std::string shown = program.read_until("[y/N] ");
  EXPECT_NE(shown.find("UserDeactivated  ann"), std::string::npos) << shown;
  EXPECT_NE(shown.find("Record 2 events in " + data + "? [y/N]"), std::string::npos) << shown;
  program.type("y\n");
  EXPECT_EQ(program.wait(), 0);
  EXPECT_EQ(recorded(), 2U);
}

TEST_F(Questions, NothingIsDoneOnAnythingElse) {
  for (const char* const answer : {"n\n", "\n", "maybe\n", "\x04"}) {
    TerminalProgram program(command({"user", "remove", "ann", "céline"}));
    program.read_until("[y/N] ");
    program.type(answer);
    EXPECT_EQ(program.wait(), 1);
    EXPECT_NE(program.screen().find("Nothing was done."), std::string::npos) << program.screen();
  }
  EXPECT_EQ(recorded(), 0U);
}

TEST_F(Questions, APasswordIsTypedTwiceAndNotShown) {
  TerminalProgram program(command({"user", "password", "ann"}));
  program.read_until("New password: ");
  EXPECT_FALSE(program.shows_what_is_typed());
  program.type("a long password\n");
  program.read_until("Again: ");
  program.type("a long password\n");
  EXPECT_EQ(program.wait(), 0);
  EXPECT_EQ(program.screen().find("long"), std::string::npos) << program.screen();
  EXPECT_EQ(recorded(), 1U);
}

TEST_F(Questions, TwoDifferentPasswordsAreNone) {
  TerminalProgram program(command({"user", "password", "ann"}));
  program.read_until("New password: ");
  program.type("a long password\n");
  program.read_until("Again: ");
  program.type("another password\n");
  EXPECT_EQ(program.wait(), 2);
  EXPECT_EQ(recorded(), 0U);
}

TEST_F(Questions, WhoeverIsInterruptedGetsTheTerminalBack) {
  TerminalProgram program({"/bin/sh", "-c",
                           "trap : INT; " ROLECALL_PROGRAM " user password ann --data " + data +
                               "; echo back; read x"});
  program.read_until("New password: ");
  program.type("half\x03");
  program.read_until("back");
  EXPECT_TRUE(program.shows_what_is_typed());
  program.type("\n");
  program.wait();
  EXPECT_EQ(recorded(), 0U);
}

}  // namespace
}  // namespace rolecall::test
