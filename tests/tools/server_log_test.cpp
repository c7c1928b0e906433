// The server's own log: its formats and levels.
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class ServerLog : public RolecallProgram {
 protected:
  // What a server says that starts, is told to take its files up anew, and stops.
  std::string said_with(const std::vector<std::string>& flags) const {
    auto arguments = serve();
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    SpawnedProgram server(arguments);
    EXPECT_NE(port_in(server.read_line()), 0);
    server.signal(SIGHUP);
    server.signal(SIGTERM);
    const Ended ended = server.wait();
    EXPECT_EQ(ended.code, 0);
    return ended.err;
  }
};

TEST_F(ServerLog, IsTextWithoutAFlag) {
  bootstrap();
  EXPECT_NE(said_with({}).find("[rolecall] [info] stopped at position 2"), std::string::npos);
}

TEST_F(ServerLog, AsJsonIsAnObjectOnEachLine) {
  bootstrap();
  const auto lines = json_lines(said_with({"--log-format", "json"}));
  ASSERT_GE(lines.size(), 3U);
  for (const auto& line : lines) {
    ASSERT_EQ(line.as_object().size(), 3U) << line;
    EXPECT_EQ(line.at("level"), "info");
    EXPECT_TRUE(std::string(line.at("time").as_string()).ends_with('Z')) << line;
  }
  EXPECT_EQ(lines.back().at("message"), "stopped at position 2");
}

TEST_F(ServerLog, SaysNothingBelowItsLevel) {
  bootstrap();
  EXPECT_EQ(said_with({"--log-level", "warning"}), "");
}

TEST_F(ServerLog, TakesNoOtherWords) {
  for (const std::vector<std::string>& flags : {std::vector<std::string>{"--log-format", "xml"},
                                                {"--log-level", "loud"},
                                                {"--access-log-format", "combined"}}) {
    auto arguments = serve();
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const Ended ended = run_program(arguments);
    EXPECT_EQ(ended.code, 2) << flags[0];
    EXPECT_NE(ended.err.find(flags[0]), std::string::npos) << ended.err;
  }
}

}  // namespace
}  // namespace rolecall::test
