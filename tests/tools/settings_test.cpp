// What `serve` is told by flags, environment and a file, and which of them counts.
#include <cstdlib>
#include <map>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class Settings : public RolecallProgram {
 protected:
  ~Settings() override {
    for (const auto& [name, value] : environment_) ::unsetenv(name.c_str());
  }
  void set_variable(const std::string& name, const std::string& value) {
    environment_[name] = value;
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  static Ended config(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {ROLECALL_PROGRAM, "config"});
    return run_program(std::move(arguments));
  }
  // One setting as `rolecall config --json` tells it.
  static boost::json::object setting(const std::string& name,
                                     std::vector<std::string> arguments = {}) {
    arguments.push_back("--json");
    const Ended ended = config(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    if (ended.code != 0) return {};
    const boost::json::value all = boost::json::parse(ended.out);
    for (const boost::json::value& row : all.at("settings").as_array()) {
      if (row.at("name").as_string() == name) return row.as_object();
    }
    ADD_FAILURE() << "there is no setting " << name;
    return {};
  }
  // Of wrong settings: what is said on stderr.
  static std::string refusal(std::vector<std::string> arguments) {
    const Ended ended = config(std::move(arguments));
    EXPECT_EQ(ended.code, 2) << ended.out;
    return ended.err;
  }
  std::string file(const std::string& text) const { return write_file("rolecall.toml", text); }

 private:
  std::map<std::string, std::string> environment_;
};

TEST_F(Settings, TheFlagCountsBeforeTheEnvironmentBeforeTheFileBeforeTheDefault) {
  auto threads = setting("threads");
  EXPECT_EQ(threads.at("source"), "default");
  EXPECT_TRUE(threads.at("value").is_null());
  EXPECT_EQ(setting("idle-timeout").at("value"), "120");

  const std::string path = file("threads = 2\n");
  threads = setting("threads", {"--config", path});
  EXPECT_EQ(threads.at("value"), "2");
  EXPECT_EQ(threads.at("source"), "file");
  EXPECT_EQ(threads.at("origin").as_string(), path + ": threads");

  set_variable("ROLECALL_THREADS", "3");
  threads = setting("threads", {"--config", path});
  EXPECT_EQ(threads.at("value"), "3");
  EXPECT_EQ(threads.at("source"), "environment");
  EXPECT_EQ(threads.at("origin"), "ROLECALL_THREADS");

  threads = setting("threads", {"--config", path, "--threads", "4"});
  EXPECT_EQ(threads.at("value"), "4");
  EXPECT_EQ(threads.at("source"), "flag");
}

TEST_F(Settings, TheEnvironmentMayNameTheFile) {
  set_variable("ROLECALL_CONFIG", file("seats = 7\n"));
  EXPECT_EQ(setting("seats").at("value"), "7");
}

TEST_F(Settings, ListsAndTruthsComeFromEverySource) {
  const std::string path = file(
      "log-peers = true  # a comment\n"
      "cors-origin = [\"https://a.example.org\", \"https://b.example.org\"]\n");
  const boost::json::array two{"https://a.example.org", "https://b.example.org"};
  EXPECT_EQ(setting("cors-origin", {"--config", path}).at("value"), two);
  EXPECT_EQ(setting("log-peers", {"--config", path}).at("value"), true);
  EXPECT_EQ(setting("log-peers").at("value"), false);

  set_variable("ROLECALL_LOG_PEERS", "false");
  set_variable("ROLECALL_CORS_ORIGIN", "https://c.example.org,https://d.example.org");
  EXPECT_EQ(setting("log-peers", {"--config", path}).at("value"), false);
  const boost::json::array others{"https://c.example.org", "https://d.example.org"};
  EXPECT_EQ(setting("cors-origin", {"--config", path}).at("value"), others);
}

TEST_F(Settings, ServeDoesWhatTheyTell) {
  bootstrap();
  set_variable("ROLECALL_CONFIG", file("listen = \"127.0.0.1:0\"\ndata = \"" + data + "\"\n"));
  SpawnedProgram server({ROLECALL_PROGRAM, "serve", "--threads", "1"});
  EXPECT_EQ(HttpClient(port_in(server.read_line())).get("/livez").status, 200);
}

TEST_F(Settings, BoundsOfConnectionsAreTheOperators) {
  SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "1",
                                 "--connections-max", "7", "--idle-timeout", "1"}));
  HttpClient client(port_in(server.read_line()));
  EXPECT_EQ(client.get("/livez").status, 200);
  EXPECT_TRUE(client.is_closed()) << "long before the default would close it";
  server.signal(SIGTERM);
  EXPECT_NE(server.wait().err.find("up to 7 connections"), std::string::npos);
}

TEST_F(Settings, AnUnknownKeyIsRefusedWithWhatMayHaveBeenMeant) {
  const std::string path = file("# mine\naccess_log = \"a\"\n");
  EXPECT_EQ(refusal({"--config", path}), "rolecall: " + path +
                                             ": line 2: there is no setting access_log; did you "
                                             "mean access-log?\n");
  EXPECT_NE(refusal({"--config", file("[serve]\nlisten = \"127.0.0.1:1\"\n")}).find("a section"),
            std::string::npos);
  EXPECT_NE(refusal({"--config", file("json = true\n")}).find("there is no setting json"),
            std::string::npos);
}

TEST_F(Settings, AWrongValueIsToldWithItsPlace) {
  std::string path = file("seats = 0\n");
  EXPECT_TRUE(refusal({"--config", path}).starts_with("rolecall: " + path + ": seats: "));
  path = file("data = \"\"\n");
  EXPECT_EQ(refusal({"--config", path}),
            "rolecall: " + path + ": data: is empty; give it a value, or leave it out\n");
  path = file("demo = \"yes\"\n");
  EXPECT_EQ(refusal({"--config", path}), "rolecall: " + path + ": demo: must be true or false\n");
  path = file("threads = [1, 2]\n");
  EXPECT_EQ(refusal({"--config", path}),
            "rolecall: " + path + ": threads: takes one value, no list\n");
  EXPECT_NE(refusal({"--config", file("threads = 1.5\n")}).find("line 1: threads must be a text"),
            std::string::npos);
  EXPECT_NE(refusal({"--config", file("threads = 1\nthreads = 2\n")}).find("line 2: "),
            std::string::npos);
  set_variable("ROLECALL_IDLE_TIMEOUT", "soon");
  EXPECT_TRUE(refusal({}).starts_with("rolecall: ROLECALL_IDLE_TIMEOUT: "));
}

TEST_F(Settings, WhatOnlyServeCanCheckIsToldWithItsPlaceToo) {
  const std::string path = file("listen = \"nowhere\"\n");
  const Ended ended = run({"serve", "--config", path});
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(ended.err.starts_with("rolecall: " + path + ": listen: must be")) << ended.err;
}

TEST_F(Settings, AFileThatIsNotThereIsAnError) {
  const Ended ended = config({"--config", "/nowhere/rolecall.toml"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_NE(ended.err.find("cannot be read"), std::string::npos) << ended.err;
}

TEST_F(Settings, AMisspeltVariableIsToldAndOthersAreLeftAlone) {
  set_variable("ROLECALL_LISTNE", "127.0.0.1:1");
  set_variable("ROLECALL_PORT_80_TCP_ADDR", "10.0.0.1");  // as Kubernetes sets it
  const Ended ended = config({});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "rolecall: ROLECALL_LISTNE is no setting; did you mean ROLECALL_LISTEN?\n");
}

TEST_F(Settings, AWordThatIsNotUnderstoodIsRefusedWhateverIsSet) {
  set_variable("ROLECALL_REALMS", "main");
  const Ended ended = run_program({ROLECALL_PROGRAM, "serve", "surplus"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_TRUE(ended.err.starts_with("rolecall: this was not expected: surplus")) << ended.err;
}

TEST_F(Settings, OtherVerbsTakeNone) {
  set_variable("ROLECALL_DATA", "/nowhere");
  bootstrap();
  EXPECT_EQ(run({"count"}).out, "1\n");
}

TEST_F(Settings, AreShownAsATableToo) {
  const Ended ended = config({"--threads", "2"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(ended.out.starts_with("SETTING")) << ended.out;
  EXPECT_NE(ended.out.find("threads"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::test
