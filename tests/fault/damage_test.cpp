// Damaged stores: whatever becomes of a file, every verb answers what is right or says what is
// wrong and ends with 5 (or 4, where it reads as of another folder); never by a signal, never with
// events missing.
//
// ROLECALL_DAMAGE_ROUNDS sets how often each store is damaged (12), ROLECALL_DAMAGE_SEED how.
#include <filesystem>
#include <map>
#include <random>

#include "tests/fault/from_environment.hpp"
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_bytes = 4096;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// One of the ways in which a file gets damaged, and what it was.
std::string damage(std::string& bytes, std::mt19937& random) {
  const std::size_t pages = bytes.size() / page_bytes;
  const std::size_t page = random() % pages;
  const std::string where = " page " + std::to_string(page) + " of " + std::to_string(pages);
  switch (random() % 6) {
    case 0:
      bytes.replace(page * page_bytes, page_bytes, page_bytes, '\0');
      return "zeros in" + where;
    case 1:
      bytes.replace(page * page_bytes, page_bytes, page_bytes, '\xff');
      return "0xff in" + where;
    case 2:
      bytes.resize(page * page_bytes + random() % page_bytes);
      return "cut in" + where;
    case 3: {
      const std::size_t other = random() % pages;
      bytes.replace(page * page_bytes, page_bytes, bytes.substr(other * page_bytes, page_bytes));
      return "page " + std::to_string(other) + " in" + where;
    }
    case 4: {  // near a page's head, where what holds it together is
      const std::size_t at = page * page_bytes + random() % 64;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
      return "byte " + std::to_string(at % page_bytes) + " of" + where;
    }
    default: {
      const std::size_t at = random() % bytes.size();
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
      return "byte " + std::to_string(at % page_bytes) + " of page " +
             std::to_string(at / page_bytes);
    }
  }
}

class Damage : public RolecallProgram {
 protected:
  void SetUp() override {
    std::string history = small_history();
    for (int i = 0; i < 60; ++i) history += creates("user" + std::to_string(i));
    for (int i = 0; i < 60; ++i) history += assigns("user" + std::to_string(i), "admin");
    ASSERT_EQ(run({"import", write_file("history.ndjson", history)}).code, 0);
    for (int i = 0; i < 4; ++i) {
      const Ended issued = run({"keys", "issue", "boss", "--capability", "manage", "--json"});
      ASSERT_EQ(issued.code, 0) << issued.err;
      key = boost::json::parse(issued.out).at("api_key").as_string().c_str();
    }
    serve_once();  // makes activity
    fs::copy(data, sound, fs::copy_options::recursive);
    for (const auto& verb : verbs()) answers[verb] = run(verb).out;
  }

  static std::vector<std::vector<std::string>> verbs() {
    return {{"events", "--limit", "1000", "--json"},
            {"history", "boss", "--json"},
            {"events", "--user", "user7", "--json"},
            {"events", "--actor", "boss", "--limit", "1000", "--json"},
            {"members", "blue", "--json"},
            {"role-changes", "--user", "user7", "--json"},
            {"count", "--by", "role", "--json"},
            {"export", "--people"},
            {"replay", "--json"}};
  }

  // Empty: it served, and answered a request; else what it said.
  Ended serve_once() {
    SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0"}));
    const unsigned short port = port_in(server.read_line());
    if (port == 0) return server.wait();
    HttpClient client(port, key);
    const HttpAnswer answer = client.get("/v1/events?limit=1000");
    server.signal(SIGTERM);
    Ended ended = server.wait();
    ended.out = answer.status == 200 ? answer.body : "";
    return ended;
  }

  static void expect_told(const Ended& ended, const std::string& what) {
    EXPECT_TRUE(ended.code == 5 || ended.code == 4) << what << ": ended with " << ended.code;
    EXPECT_TRUE(ended.err.starts_with("rolecall: ")) << what << ": " << ended.err;
  }

  void damage_at_random(const std::string& store) {
    const auto rounds = number_from("ROLECALL_DAMAGE_ROUNDS", 12);
    std::mt19937 random(static_cast<unsigned>(number_from("ROLECALL_DAMAGE_SEED", 1)));
    std::size_t told = 0;
    for (unsigned long round = 0; round < rounds; ++round) {
      std::string bytes = read(fs::path(sound) / store / "data.mdb");
      const std::string what = store + ", " + damage(bytes, random);
      const auto put = [&] {
        fs::remove_all(data);
        fs::copy(sound, data, fs::copy_options::recursive);
        std::ofstream(fs::path(data) / store / "data.mdb", std::ios::binary) << bytes;
      };
      put();
      for (const auto& verb : verbs()) {
        const Ended ended = run(verb);
        if (ended.code == 0) {
          EXPECT_EQ(ended.out, answers[verb]) << what << ", " << verb[0];
        } else {
          ++told;
          expect_told(ended, what + ", " + verb[0]);
        }
      }
      const Ended written = run({"keys", "issue", "boss", "--capability", "manage"});
      if (written.code != 0) expect_told(written, what + ", keys issue");
      put();
      const Ended served = serve_once();
      if (served.code != 0) expect_told(served, what + ", serve");
    }
    EXPECT_EQ(told == 0, store == "activity") << told;  // which may be deleted
  }

  const std::string sound = parent.path() / "sound";
  std::string key;
  std::map<std::vector<std::string>, std::string> answers;
};

TEST_F(Damage, OfTheLogIsTold) { damage_at_random("log"); }

TEST_F(Damage, OfTheSecretsIsTold) { damage_at_random("secrets"); }

TEST_F(Damage, OfTheActivityIsRepairedByLosingIt) { damage_at_random("activity"); }

}  // namespace
}  // namespace rolecall::test
