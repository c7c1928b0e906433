// A store that another program cuts short while it is read: reads of what is gone are no answer but
// an end, which names the store and has an exit code of its own. What is in memory is answered on.
#include <filesystem>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_bytes = 4096;
// Where nothing is left; a meta page; both; some of the rest.
constexpr std::uintmax_t cuts[] = {0, page_bytes, 2 * page_bytes, 2 * page_bytes + 100};
constexpr int exit_damaged = 5;

class CutShort : public RolecallProgram {
 protected:
  void SetUp() override {
    std::string history = creates("boss", "ops");
    for (int i = 0; i < 2000; ++i) history += creates("user" + std::to_string(i));
    ASSERT_EQ(run({"import", write_file("history.ndjson", history)}).code, 0);
    const Ended issued = run({"keys", "issue", "boss", "--capability", "manage", "--json"});
    ASSERT_EQ(issued.code, 0) << issued.err;
    key = boost::json::parse(issued.out).at("api_key").as_string().c_str();
    ASSERT_EQ(SpawnedServer(*this).stop().code, 0);  // makes activity
    fs::copy(data, sound, fs::copy_options::recursive);
  }

  struct SpawnedServer {
    explicit SpawnedServer(const CutShort& test)
        : program(test.command({"serve", "--listen", "127.0.0.1:0"})),
          client(port_in(program.read_line()), test.key) {}
    Ended stop() {
      program.signal(SIGTERM);
      return program.wait();
    }

    SpawnedProgram program;
    HttpClient client;
  };

  void make_sound() const {
    fs::remove_all(data);
    fs::copy(sound, data, fs::copy_options::recursive);
  }
  // To so much of what it has.
  void cut(const std::string& store, std::uintmax_t bytes) const {
    fs::resize_file(fs::path(data) / store / "data.mdb", bytes);
  }
  void expect_told(const Ended& ended, const std::string& store, const std::string& what) const {
    EXPECT_EQ(ended.code, exit_damaged) << what << ended.err;
    const std::string named = data + "/" + store + " is damaged";
    EXPECT_NE(ended.err.find(named), std::string::npos) << what << ended.err;
  }

  const std::string sound = parent.path() / "sound";
  std::string key;
};

TEST_F(CutShort, EndsAVerbThatFollowsIt) {
  SpawnedProgram verb(command({"events", "--follow", "--json"}));
  for (int i = 0; i < 2001; ++i) ASSERT_TRUE(verb.read_line().has_value());
  cut("log", 0);
  expect_told(verb.wait(), "log", "");
}

TEST_F(CutShort, EndsAVerbInTheMiddleOfItsOutput) {
  SpawnedProgram verb(command({"export"}));
  ASSERT_TRUE(verb.read_line().has_value());
  cut("log", 2 * page_bytes);
  expect_told(verb.wait(), "log", "");  // a pipe holds a tenth of it
}

struct Asked {
  const char* method;
  const char* target;
  const char* body;
  const char* fields;
};
std::ostream& operator<<(std::ostream& out, const Asked& asked) {
  return out << asked.method << ' ' << asked.target << ' ' << asked.fields;
}

TEST_F(CutShort, EndsTheServerThatReadsOrWritesTheLog) {
  for (const Asked& asked :
       {Asked{"GET", "/v1/events", "", ""}, Asked{"POST", "/v1/groups", R"({"name": "blue"})", ""},
        Asked{"GET", "/v1/events?actor=boss&user=user7", "", ""}}) {
    for (const auto bytes : cuts) {
      make_sound();
      SpawnedServer server(*this);
      cut("log", bytes);
      EXPECT_EQ(server.client.get("/v1/users/by-username/user7").status, 200) << "from memory";
      const HttpAnswer answer = server.client.request(asked.method, asked.target, asked.body);
      // What is missing of a page that is there reads as zeros: LMDB may refuse it before any page
      // that is not there ends the process.
      if (bytes % page_bytes != 0 && answer.status >= 500) {
        EXPECT_NE(answer.body.find("corrupt"), std::string::npos) << asked << answer.body;
        server.stop();
        continue;
      }
      EXPECT_EQ(answer.status, 0) << asked << ", cut to " << bytes << ": " << answer.body;
      std::ostringstream what;
      what << asked << ", cut to " << bytes << ": ";
      expect_told(server.program.wait(), "log", what.str());
    }
  }
}

TEST_F(CutShort, EndsTheServerThatWritesTheSecrets) {
  for (const auto bytes : cuts) {
    make_sound();
    SpawnedServer server(*this);
    cut("secrets", bytes);
    const HttpAnswer none = server.client.request("POST", "/v1/groups", R"({"name": "blue"})",
                                                  "Idempotency-Key: once\r\n");
    EXPECT_EQ(none.status, 0) << bytes;
    expect_told(server.program.wait(), "secrets", "cut to " + std::to_string(bytes) + ": ");
  }
}

TEST_F(CutShort, EndsTheServerThatWritesDownWhoWasSeen) {
  SpawnedServer server(*this);
  EXPECT_EQ(server.client.get("/v1/me").status, 200);
  cut("activity", 0);
  const Ended ended = server.stop();
  expect_told(ended, "activity", "");
  EXPECT_NE(ended.err.find("may be deleted"), std::string::npos) << ended.err;
  EXPECT_EQ(SpawnedServer(*this).stop().code, 0) << "one is made anew";
}

}  // namespace
}  // namespace rolecall::test
