// The feed's sentence, attacked: each reader sees each position that it asked for once and in
// order, while a server under write load is killed at random moments and readers hang up at random.
//
// ROLECALL_KILL_ROUNDS sets the number of kills (20), ROLECALL_KILL_SEED the random moments.
#include <atomic>
#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/fault/from_environment.hpp"
#include "tests/support/event_stream_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using Positions = std::vector<std::uint64_t>;

// Where the server is now, and where its log ends for good.
struct Shared {
  std::string key;
  std::atomic<unsigned short> port{0};
  std::atomic<std::uint64_t> end{UINT64_MAX};
};

// Whatever asks again and again from where it was.
struct Reader {
  std::string query;  // after the first parameter
  bool polls = false;
  std::uint64_t seed = 0;
  Positions seen{};
  std::uint64_t connections = 0;

  void run(const Shared& shared) {
    std::mt19937_64 random(seed);
    std::uint64_t last = 0;
    while (last < shared.end) {
      const auto most = 1 + random() % 200;  // then it hangs up
      const auto before = last;
      polls ? poll(shared, most, last) : stream(shared, most, last);
      if (last == before) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

 private:
  void stream(const Shared& shared, std::uint64_t most, std::uint64_t& last) {
    EventStreamClient stream(shared.port, shared.key, "?" + query, std::to_string(last));
    if (stream.head.status == 200) ++connections;
    for (std::uint64_t i = 0; i < most && last < shared.end; ++i) {
      const auto block = stream.next();
      if (!block) return;
      last = std::stoull(block->id);
      if (!block->data.empty()) seen.push_back(last);
    }
  }
  void poll(const Shared& shared, std::uint64_t most, std::uint64_t& last) {
    HttpClient client(shared.port, shared.key);
    for (std::uint64_t i = 0; i < most && last < shared.end; ++i) {
      const auto answer = client.get("/v1/events/poll?limit=" + std::to_string(most) +
                                     "&after=" + std::to_string(last) + "&" + query);
      if (answer.status != 200 && answer.status != 204) return;
      connections += i == 0;
      last = std::stoull(answer.header("Rolecall-Position"));
      for (const auto& event : json_lines(answer.body)) {
        seen.push_back(event.at("position").to_number<std::uint64_t>());
      }
    }
  }
};

// Creates users and gives one of them roles, until the server dies.
void write_until_killed(const Shared& shared, const std::string& prefix, const std::string& ann) {
  HttpClient client(shared.port, shared.key);
  for (int i = 0;; ++i) {
    const std::string username = prefix + std::to_string(i);
    const auto created =
        client.request("POST", "/v1/users", R"({"username": ")" + username + "\"}");
    if (created.status != 201) return;
    const std::string role = i % 2 == 0 ? R"({"role": "admin"})" : R"({"role": "viewer"})";
    const auto given =
        client.request("PUT", (i % 3 == 0 ? ann : created.header("Location")) + "/role", role);
    if (given.status != 200) return;
  }
}

Positions up_to(std::uint64_t end, Positions positions) {
  std::erase_if(positions, [&](std::uint64_t position) { return position > end; });
  return positions;
}

class FeedUnderLoad : public RolecallProgram {
 protected:
  SpawnedProgram start() {
    return SpawnedProgram(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
  }
  Positions listed(HttpClient& client, const std::string& query) {
    Positions positions;
    for (std::string after = "0";;) {
      const auto answer = client.get("/v1/events?limit=1000&after=" + after + "&" + query);
      EXPECT_EQ(answer.status, 200) << answer.body;
      const auto body = boost::json::parse(answer.body);
      for (const auto& event : body.at("events").as_array()) {
        positions.push_back(event.at("position").to_number<std::uint64_t>());
      }
      if (body.at("next_cursor").is_null()) return positions;
      after = std::to_string(positions.back());
    }
  }

  Shared shared;
};

TEST_F(FeedUnderLoad, TellsEachReaderEachPositionOnce) {
  const auto rounds = number_from("ROLECALL_KILL_ROUNDS", 20);
  const auto seed = number_from("ROLECALL_KILL_SEED", std::random_device{}());
  std::printf("%lu rounds, ROLECALL_KILL_SEED=%lu\n", rounds, seed);
  std::mt19937_64 random(seed);
  shared.key = ask({"bootstrap", "--username", "root"}).at("api_key").as_string();
  std::vector<Reader> readers{
      {.query = "", .seed = random()},
      {.query = "", .seed = random()},
      {.query = "type=RoleAssigned", .seed = random()},
      {.query = "user=ann", .seed = random()},
      {.query = "wait=1", .polls = true, .seed = random()},
      {.query = "wait=1&type=RoleAssigned&user=ann", .polls = true, .seed = random()}};
  std::vector<std::thread> reading;
  std::string ann;
  for (unsigned long round = 0; round <= rounds; ++round) {
    SpawnedProgram server = start();
    shared.port = port_in(server.read_line());
    HttpClient client(shared.port, shared.key);
    if (round == 0) {
      ann = client.request("POST", "/v1/users", R"({"username": "ann"})").header("Location");
      for (Reader& reader : readers) {
        reading.emplace_back([&reader, this] { reader.run(shared); });
      }
    }
    if (round == rounds) {
      const auto last = client.request("PUT", ann + "/role", R"({"role": "ops"})");
      EXPECT_EQ(last.status, 200) << last.body;
      shared.end = std::strtoull(last.header("Rolecall-Position").c_str(), nullptr, 10);
      // Wakes those who got it before they could know that it was the last.
      client.request("PUT", ann + "/role", R"({"role": "analyst"})");
      for (std::thread& one : reading) one.join();
      for (const Reader& reader : readers) {
        const auto filter = reader.query.substr(reader.query.starts_with("wait=1") ? 6 : 0);
        EXPECT_EQ(up_to(shared.end, reader.seen), up_to(shared.end, listed(client, filter)))
            << reader.query;
        EXPECT_GT(reader.connections, 1U) << reader.query;
      }
      break;
    }
    std::vector<std::thread> writing;
    for (const char* writer : {"a", "b", "c", "d", "e", "f"}) {
      writing.emplace_back([&, prefix = writer + std::to_string(round) + "-"] {
        write_until_killed(shared, prefix, ann);
      });
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 400'000));
    server.signal(SIGKILL);
    for (std::thread& one : writing) one.join();
  }
  std::printf("%llu events, %zu readers\n", static_cast<unsigned long long>(shared.end.load()),
              readers.size());
}

}  // namespace
}  // namespace rolecall::test
