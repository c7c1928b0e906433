// Snapshots of the real program: when there is one, who takes it, and what comes of kills.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

class SnapshotStart : public RolecallProgram {
 protected:
  // Of so many people, whose names begin so; with the operator's key.
  std::string fill(int people, const std::string& prefix) const {
    const std::string key = bootstrap();
    std::string lines;
    for (int i = 0; i < people; ++i) {
      const std::string name = prefix + std::to_string(i);
      lines += R"({"username": ")" + name + R"(", "first_name": "Ann", "role": "analyst"})" + "\n";
    }
    const Ended ended = run({"import", "--people", write_file("people.ndjson", lines)});
    EXPECT_EQ(ended.code, 0) << ended.err;
    return key;
  }
  // What a server says of its start.
  static std::string start_line(SpawnedProgram& server) {
    for (;;) {
      const auto line = server.read_error_line(120);
      if (!line || line->find("replayed ") != line->npos) return line.value_or("");
    }
  }
  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
  }
  template <class Happened>
  static bool wait_for(Happened happened) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!happened()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return true;
  }

  const fs::path snapshot = fs::path(data) / "snapshot";
  const fs::path unfinished = fs::path(data) / "snapshot.new";
};

TEST_F(SnapshotStart, IsThereAfterMuchWasWrittenAndChangesNoAnswer) {
  fill(100, "few");
  EXPECT_FALSE(fs::exists(snapshot)) << "a small directory needs none";
  std::string lines;
  for (int i = 0; i < 100'000; ++i) lines += "{\"username\": \"many" + std::to_string(i) + "\"}\n";
  ASSERT_EQ(run({"import", "--people", write_file("many.ndjson", lines)}).code, 0);
  ASSERT_TRUE(fs::exists(snapshot));
  EXPECT_EQ(fs::status(snapshot).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(fs::exists(unfinished));

  const auto answers = [&] {
    std::string text;
    for (const auto& verb :
         std::vector<std::vector<std::string>>{{"count", "--by", "role"},
                                               {"list", "--q", "many999"},
                                               {"replay"},
                                               {"count", "--by", "status", "--as-of", "4711"},
                                               {"history", "many77777"}}) {
      auto arguments = verb;
      arguments.push_back("--json");
      const Ended ended = run(arguments);
      EXPECT_EQ(ended.code, 0) << ended.err;
      text += ended.out;
    }
    return text;
  };
  const auto start = [&] {
    SpawnedProgram server(serve());
    return start_line(server);
  };
  EXPECT_TRUE(has(start(), "took the snapshot of position "));
  const std::string with = answers();
  EXPECT_TRUE(has(run({"replay"}).err, "replayed 100102 events")) << "it is asked to replay";
  std::fstream(snapshot).seekp(5000).put('x').put('y');
  EXPECT_FALSE(has(start(), "took the snapshot"));
  EXPECT_EQ(answers(), with);
  fs::remove(snapshot);
  EXPECT_FALSE(has(start(), "took the snapshot"));
  EXPECT_EQ(answers(), with);
}

TEST_F(SnapshotStart, IsMadeBesideARunningServerAndMayBeCutShort) {
  const std::string key = fill(99'990, "early");
  ASSERT_FALSE(fs::exists(snapshot));
  int added = 0;
  const auto add_users = [&](HttpClient& client, int count) {
    for (int i = 0; i < count; ++i, ++added) {
      const std::string name = "late" + std::to_string(added);
      ASSERT_EQ(client.request("POST", "/v1/users", R"({"username": ")" + name + "\"}").status,
                201);
    }
  };
  const auto all_are_there = [&](HttpClient& client) {
    const auto counted = client.get("/v1/users/count?q=late");
    return boost::json::parse(counted.body).at("count") == added;
  };
  {
    SpawnedProgram server(serve());
    EXPECT_TRUE(has(start_line(server), "replayed 99992 events"));
    HttpClient client(port_in(server.read_line()), key);
    add_users(client, 30);  // the eighth is event 100,000
    EXPECT_TRUE(wait_for([&] { return fs::exists(unfinished) || fs::exists(snapshot); }));
    server.signal(SIGKILL);
  }
  {
    SpawnedProgram server(serve());
    EXPECT_NE(start_line(server), "");
    EXPECT_FALSE(fs::exists(unfinished));
    HttpClient client(port_in(server.read_line()), key);
    EXPECT_TRUE(all_are_there(client));
    add_users(client, 1);
    EXPECT_TRUE(wait_for([&] { return fs::exists(snapshot) && !fs::exists(unfinished); }));
    add_users(client, 10);
    server.signal(SIGKILL);
  }
  SpawnedProgram server(serve());
  const std::string line = start_line(server);
  EXPECT_TRUE(has(line, "took the snapshot of position 1000")) << line;
  HttpClient client(port_in(server.read_line()), key);
  EXPECT_TRUE(all_are_there(client));
  add_users(client, 1);
  EXPECT_TRUE(all_are_there(client));
}

}  // namespace
}  // namespace rolecall::test
