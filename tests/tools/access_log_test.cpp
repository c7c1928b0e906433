// The access log of a real server, on good and bad files.
#include <filesystem>
#include <regex>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class AccessLines : public RolecallProgram {
 protected:
  std::vector<std::string> serve() const {
    return command({"serve", "--listen", "127.0.0.1:0", "--threads", "2", "--access-log", log});
  }
  static std::vector<boost::json::value> lines_of(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_TRUE(text.str().empty() || text.str().ends_with('\n'));
    return json_lines(text.str());
  }
  // What is written of a request to a server with more flags.
  std::string line_of(const std::string& fields, const std::vector<std::string>& flags) const {
    auto arguments = serve();
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    SpawnedProgram server(arguments);
    HttpClient client(port_in(server.read_line()));
    EXPECT_EQ(client.request("GET", "/livez", {}, fields).status, 200);
    server.signal(SIGTERM);
    EXPECT_EQ(server.wait().code, 0);
    std::stringstream text;
    text << std::ifstream(log).rdbuf();
    return text.str();
  }
  // Once there are so many, or in a while.
  static std::size_t wait_for_lines(const std::string& path, std::size_t lines) {
    for (int i = 0; i < 50 && lines_of(path).size() < lines; ++i) ::usleep(100'000);
    return lines_of(path).size();
  }

  const std::string log = parent.path() / "access.json";
};

TEST_F(AccessLines, OutliveAServerThatIsKilled) {
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()));
  for (int i = 0; i < 21; ++i) ASSERT_EQ(client.get("/livez").status, 200);
  ::usleep(2'500'000);
  server.signal(SIGKILL);
  server.wait();
  EXPECT_EQ(lines_of(log).size(), 21U);
}

TEST_F(AccessLines, ThatCannotBeWrittenAreCountedAndSaidOnce) {
  std::filesystem::create_symlink("/dev/full", log);
  const Ended issued = run({"bootstrap", "--username", "ann"});
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()), issued.out.substr(0, issued.out.find('\n')));
  const auto lost_lines = [&] {
    const std::string text = client.get("/metrics").body;
    const std::string name = "\nrolecall_access_log_lost_lines_total ";
    return std::atoi(text.c_str() + text.find(name) + name.size());
  };
  int lost = 0;
  for (int i = 0; i < 40 && (lost = lost_lines()) < 20; ++i) ::usleep(100'000);
  EXPECT_GE(lost, 20);
  server.signal(SIGTERM);
  const Ended ended = server.wait();
  EXPECT_EQ(ended.code, 0);
  const std::string told = "No space left on device: its lines are lost";
  ASSERT_NE(ended.err.find(told), std::string::npos) << ended.err;
  EXPECT_EQ(ended.err.find(told), ended.err.rfind(told)) << "once: " << ended.err;
}

TEST_F(AccessLines, GoOnInANewFileAfterAHangup) {
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()));
  ASSERT_EQ(client.get("/livez").status, 200);
  ASSERT_EQ(wait_for_lines(log, 1), 1U);
  std::filesystem::rename(log, log + ".1");
  server.signal(SIGHUP);
  for (int i = 0; i < 50 && !std::filesystem::exists(log); ++i) ::usleep(100'000);
  ASSERT_TRUE(std::filesystem::exists(log)) << "without a request";
  ASSERT_EQ(client.get("/readyz").status, 200);
  EXPECT_EQ(wait_for_lines(log, 1), 1U);
  EXPECT_EQ(lines_of(log + ".1").size(), 1U);
  std::filesystem::remove(log);
  std::filesystem::create_directory(log);
  server.signal(SIGHUP);
  ASSERT_EQ(client.get("/livez").status, 200);
  server.signal(SIGTERM);
  const Ended ended = server.wait();
  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.err.find("it goes on where it was"), std::string::npos) << ended.err;
}

TEST_F(AccessLines, TellTheTraceThatTheRequestIsPartOf) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  const std::string valid = "traceparent: 00-" + trace + "-b7ad6b7169203331-01\r\n";
  EXPECT_EQ(boost::json::parse(line_of(valid, {})).at("trace_id"), trace.c_str());
  std::filesystem::remove(log);
  const auto line = boost::json::parse(line_of("traceparent: 00-" + trace + "\r\n", {}));
  EXPECT_FALSE(line.as_object().contains("trace_id")) << "it is not valid";
}

TEST_F(AccessLines, MayBeInCommonLogFormatWithoutPersonalData) {
  const std::string time = R"(\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\])";
  const std::regex without_peer("- - - " + time + R"( "GET /livez HTTP/1\.1" 200 \d+\n)");
  const std::string line = line_of({}, {"--access-log-format", "common"});
  EXPECT_TRUE(std::regex_match(line, without_peer)) << line;
  std::filesystem::remove(log);
  const std::string of_peer = line_of({}, {"--access-log-format", "common", "--log-peers"});
  EXPECT_TRUE(of_peer.starts_with("127.0.0.1 - - [")) << of_peer;
}

}  // namespace
}  // namespace rolecall::test
