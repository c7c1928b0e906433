// The whole comparison, small, with those peers that need no package: our own limits.
#include <csignal>
#include <ctime>
#include <filesystem>
#include <optional>
#include <sys/wait.h>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "bench/peers/process_tree.hpp"
#include "tests/support/spawned_program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

class Measure : public testing::Test {
 protected:
  // With a folder for temporary files of its own.
  std::vector<std::string> measure(std::vector<std::string> arguments) const {
    std::vector<std::string> all{"/usr/bin/env", "TMPDIR=" + temporary.path().string(),
                                 ROLECALL_SOURCE_DIR "/bench/peers/measure.sh",
                                 ROLECALL_BINARY_DIR};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }
  TemporaryDirectory temporary;
};

TEST_F(Measure, ComparesRolecallWithTheLimits) {
  const Ended ended = run_program(measure(
      {"--users", "500", "--pairs", "3", "--seconds", "0.05", "--peers", "limits", "--json"}));
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.out.find("| | | limit | "), std::string::npos) << ended.out;
  const auto report = boost::json::parse(ended.out.substr(ended.out.find("\n{")));
  EXPECT_EQ(report.at("jobs").as_array().size(), 6U);
  for (const auto& job : report.at("jobs").as_array()) {
    for (const char* server : {"rolecall", "figures"}) {
      for (const char* figure : {"per_second", "server_cpu_us", "p50_us"}) {
        EXPECT_GT(job.at(server).at(figure).as_double(), 0) << job;
      }
    }
    const auto& ratio = job.at("cpu_ratio");
    EXPECT_LE(ratio.at("low").as_double(), ratio.at("median").as_double()) << job;
    EXPECT_LE(ratio.at("median").as_double(), ratio.at("high").as_double()) << job;
  }
  EXPECT_EQ(report.at("rebuilds").at(0).at("server"), "rolecall");
  EXPECT_TRUE(fs::is_empty(temporary.path()));
}

TEST_F(Measure, ASignalEndsItAndItsServers) {
  SpawnedProgram running(
      measure({"--users", "500", "--seconds", "60", "--pairs", "1000", "--peers", "limits"}));
  std::optional<std::string> line;
  do {
    line = running.read_error_line();
    ASSERT_TRUE(line);
  } while (line != "starting limits");
  running.signal(SIGTERM);
  EXPECT_EQ(running.wait().code, 128 + SIGTERM);
  EXPECT_TRUE(fs::is_empty(temporary.path()));
}

TEST_F(Measure, RefusesWhatItDoesNotKnow) {
  for (const auto& [arguments, said] :
       {std::pair{std::vector<std::string>{"--rate", "5"}, "no such flag: --rate"},
        {{"--peers", "limits,oracle"}, "no such peer: oracle"}}) {
    const Ended ended = run_program(measure(arguments));
    EXPECT_EQ(ended.code, 2);
    EXPECT_NE(ended.err.find(said), std::string::npos) << ended.err;
  }
  EXPECT_EQ(run_program(measure({"--users"})).code, 1);
  EXPECT_TRUE(fs::is_empty(temporary.path()));
}

// Also where the one that worked has ended.
TEST(ProcessTree, CountsWhatDescendantsHaveUsed) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (const pid_t grandchild = ::fork(); grandchild == 0) {
      for (const std::clock_t end = std::clock() + CLOCKS_PER_SEC / 5; std::clock() < end;) {
      }
      ::_exit(0);
    } else {
      ::waitpid(grandchild, nullptr, 0);
    }
    ::pause();
  }
  double seconds = 0;
  for (int tries = 0; tries < 3000 && seconds < 0.15; ++tries) {
    ::usleep(10'000);
    seconds = peers::tree_cpu_seconds(child).value_or(0);
  }
  EXPECT_GE(seconds, 0.15);
  ::usleep(300'000);
  EXPECT_GE(peers::tree_cpu_seconds(child).value_or(0), 0.15);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(peers::tree_cpu_seconds(child));
}

}  // namespace
}  // namespace rolecall::test
