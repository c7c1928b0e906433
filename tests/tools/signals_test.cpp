// How a server ends, and what does not end it.
#include <filesystem>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class Signals : public RolecallProgram {
 protected:
  void SetUp() override { key = bootstrap(); }

  std::string key;
};

TEST_F(Signals, OfEachKindToStopLetRequestsInFlightBeAnswered) {
  int user = 0;
  for (const int asked : {SIGTERM, SIGINT, SIGQUIT}) {
    SpawnedProgram server(serve());
    HttpClient client(port_in(server.read_line()), key);
    ASSERT_EQ(client.get("/livez").status, 200);
    const std::string name = "user" + std::to_string(++user);
    const std::string body = R"({"username": ")" + name + "\"}";
    ASSERT_TRUE(client.send("POST", "/v1/users", body));
    ::usleep(20'000);
    server.signal(asked);
    EXPECT_EQ(client.receive().status, 201) << asked;
    const Ended ended = server.wait();
    EXPECT_EQ(ended.code, 0) << asked;
    EXPECT_NE(ended.err.find("stopped at position"), std::string::npos) << ended.err;
  }
}

TEST_F(Signals, OfAHangupEndNoServer) {
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()), key);
  for (int i = 0; i < 3; ++i) {
    server.signal(SIGHUP);
    EXPECT_EQ(client.get("/v1/me").status, 200);
  }
  server.signal(SIGTERM);
  server.signal(SIGHUP);
  EXPECT_EQ(server.wait().code, 0);
}

// Each of these servers says something on stderr: that its access log cannot be written.
TEST_F(Signals, OfAStderrThatNobodyReadsEndNoServer) {
  const std::string log = parent.path() / "access";
  std::filesystem::create_symlink("/dev/full", log);
  for (const std::string where : {"2> >(true)", "2> /dev/full", "2>&-"}) {
    std::vector<std::string> arguments = serve();
    arguments.insert(arguments.end(), {"--access-log", log});
    arguments.insert(arguments.begin(), {"/bin/bash", "-c", R"(exec "$0" "$@" )" + where});
    SpawnedProgram server(arguments);
    HttpClient client(port_in(server.read_line()), key);
    for (int i = 0; i < 15; ++i) {
      EXPECT_EQ(client.get("/v1/me").status, 200) << where;
      ::usleep(100'000);
    }
    server.signal(SIGHUP);
    EXPECT_EQ(client.get("/v1/me").status, 200) << where;
    server.signal(SIGTERM);
    EXPECT_EQ(server.wait().code, 0) << where;
  }
}

}  // namespace
}  // namespace rolecall::test
