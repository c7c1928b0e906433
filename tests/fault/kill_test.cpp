// The durability sentence, attacked: a server under write load is killed at random moments; after
// each restart every change it acknowledged is there, once.
//
// ROLECALL_KILL_ROUNDS sets the number of kills (200), ROLECALL_KILL_SEED the random moments.
#include <chrono>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/fault/from_environment.hpp"
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

constexpr int writers = 4;

// What one writer asked for in one round. A writer waits for each answer, so of each kind at most
// the last one can be without.
struct Attempt {
  std::string username;
  bool created = false;  // acknowledged
  bool role_asked = false;
  bool role_given = false;  // acknowledged
};

// Creates users and changes their roles until the server dies.
std::vector<Attempt> write_until_killed(unsigned short port, const std::string& key,
                                        const std::string& prefix) {
  std::vector<Attempt> attempts;
  HttpClient client(port, key);
  for (int i = 0;; ++i) {
    Attempt& attempt = attempts.emplace_back();
    attempt.username = prefix + std::to_string(i);
    const auto created =
        client.request("POST", "/v1/users", R"({"username": ")" + attempt.username + "\"}");
    if (created.status != 201) return attempts;
    attempt.created = true;
    attempt.role_asked = true;
    const auto given = client.request("PUT", created.header("Location") + "/role",
                                      R"({"role": "admin", "reason": "a test"})");
    if (given.status != 200) return attempts;
    attempt.role_given = true;
  }
}

class Kill : public RolecallProgram {
 protected:
  // After a restart: what was acknowledged is there; answers how many of the users are.
  static int check(HttpClient& client, const std::vector<Attempt>& attempts) {
    int present = 0;
    for (const Attempt& attempt : attempts) {
      const auto found = client.get("/v1/users/by-username/" + attempt.username);
      if (found.status == 404) {
        EXPECT_FALSE(attempt.created) << attempt.username << " was acknowledged and is lost";
        continue;
      }
      EXPECT_EQ(found.status, 200) << found.body;
      ++present;
      const auto user = boost::json::parse(found.body);
      const bool is_admin = user.at("role") == "admin";
      if (attempt.role_given) {
        EXPECT_TRUE(is_admin) << attempt.username << " lost its role";
      }
      EXPECT_EQ(user.at("revision"), is_admin ? 2 : 1) << "done twice: " << found.body;
      if (is_admin) {
        EXPECT_TRUE(attempt.role_asked);
      }
    }
    return present;
  }
};

TEST_F(Kill, LosesNothingAcknowledgedAndDoesNothingTwice) {
  const auto rounds = number_from("ROLECALL_KILL_ROUNDS", 200);
  const auto seed = number_from("ROLECALL_KILL_SEED", std::random_device{}());
  RecordProperty("seed", std::to_string(seed));
  std::printf("%lu rounds, ROLECALL_KILL_SEED=%lu\n", rounds, seed);
  std::mt19937_64 random(seed);
  const Ended bootstrapped = run({"bootstrap", "--username", "root"});
  ASSERT_EQ(bootstrapped.code, 0) << bootstrapped.err;
  const std::string key = bootstrapped.out.substr(0, bootstrapped.out.find('\n'));

  std::vector<Attempt> attempts;
  std::int64_t present = 1;  // root
  std::int64_t acknowledged = 0;
  for (unsigned long round = 0; round <= rounds; ++round) {
    SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
    const unsigned short port = port_in(server.read_line());
    HttpClient client(port, key);
    present += check(client, attempts);
    const auto counted = client.get("/v1/users/count");
    ASSERT_EQ(counted.status, 200) << "round " << round;
    ASSERT_EQ(boost::json::parse(counted.body).at("count"), present) << "round " << round;
    if (HasFailure() || round == rounds) break;

    std::vector<std::vector<Attempt>> of_writers(writers);
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
      threads.emplace_back([&, writer] {
        of_writers[writer] = write_until_killed(
            port, key, "r" + std::to_string(round) + "w" + std::to_string(writer) + "-");
      });
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 150'000));
    server.signal(SIGKILL);
    for (std::thread& thread : threads) thread.join();
    attempts.clear();
    for (const auto& some : of_writers) {
      attempts.insert(attempts.end(), some.begin(), some.end());
      for (const Attempt& attempt : some) acknowledged += attempt.created + attempt.role_given;
    }
  }
  std::printf("%lld acknowledged changes, all there once\n", static_cast<long long>(acknowledged));
}

// ---- with idempotency keys ---------------------------------------------------------------------

// Eight creations at a time, all under one X-Request-Id, as a job behind a gateway sends them.
struct KeyedCreation {
  std::string username;
  bool created = false;  // acknowledged
};

HttpAnswer create_keyed(HttpClient& client, const std::string& username, bool wait = true) {
  const std::string fields =
      "X-Request-Id: 6f300623-1e0c-48e6-a473-ddf630c0c0c3\r\n"
      "Idempotency-Key: " +
      username + "\r\n";
  client.send("POST", "/v1/users", R"({"username": ")" + username + "\"}", fields);
  return wait ? client.receive() : HttpAnswer{};
}

std::vector<KeyedCreation> create_until_killed(unsigned short port, const std::string& key,
                                               const std::string& prefix) {
  constexpr int at_once = 8;
  std::vector<KeyedCreation> creations;
  HttpClient client(port, key);
  for (int i = 0;; ++i) {
    for (int j = 0; j < at_once; ++j) {
      creations.push_back({prefix + std::to_string(i * at_once + j)});
      create_keyed(client, creations.back().username, false);
    }
    for (auto one = creations.end() - at_once; one != creations.end(); ++one) {
      if (client.receive().status != 201) return creations;
      one->created = true;
    }
  }
}

TEST_F(Kill, DoesWhatIsAskedAgainUnderItsKeyOnceAndSaysWhoCameOfIt) {
  const auto rounds = number_from("ROLECALL_KILL_ROUNDS", 200) / 4 + 1;
  std::mt19937_64 random(number_from("ROLECALL_KILL_SEED", std::random_device{}()));
  const Ended bootstrapped = run({"bootstrap", "--username", "root"});
  ASSERT_EQ(bootstrapped.code, 0) << bootstrapped.err;
  const std::string key = bootstrapped.out.substr(0, bootstrapped.out.find('\n'));
  std::vector<KeyedCreation> creations;
  std::size_t present = 1;  // root
  for (unsigned long round = 0; round <= rounds && !HasFailure(); ++round) {
    SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
    const unsigned short port = port_in(server.read_line());
    HttpClient client(port, key);
    for (const KeyedCreation& one : creations) {
      const auto again = create_keyed(client, one.username);
      ASSERT_EQ(again.status, 201) << one.username << ": " << again.body;
      EXPECT_EQ(boost::json::parse(again.body).at("username").as_string(), one.username);
      EXPECT_EQ(client.get("/v1/users/by-username/" + one.username).status, 200);
      if (one.created) {
        EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
      }
    }
    present += creations.size();
    EXPECT_EQ(boost::json::parse(client.get("/v1/users/count").body).at("count"), present);
    if (round == rounds) break;
    std::vector<std::vector<KeyedCreation>> of_writers(writers);
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
      threads.emplace_back([&, writer] {
        of_writers[writer] = create_until_killed(
            port, key, "r" + std::to_string(round) + "w" + std::to_string(writer) + "-");
      });
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 100'000));
    server.signal(SIGKILL);
    for (std::thread& thread : threads) thread.join();
    creations.clear();
    for (const auto& some : of_writers) creations.insert(creations.end(), some.begin(), some.end());
  }
}

// ---- with passwords ----------------------------------------------------------------------------

TEST_F(Kill, LeavesThePasswordOpenThatTheLogSaysWasSetLast) {
  const auto rounds = number_from("ROLECALL_KILL_ROUNDS", 200) / 10 + 1;
  std::mt19937_64 random(number_from("ROLECALL_KILL_SEED", std::random_device{}()));
  const Ended bootstrapped = run({"bootstrap", "--username", "root"});
  ASSERT_EQ(bootstrapped.code, 0) << bootstrapped.err;
  const std::string key = bootstrapped.out.substr(0, bootstrapped.out.find('\n'));
  const auto password = [](std::size_t n) { return "the password " + std::to_string(n); };
  std::size_t set = 0;  // acknowledged
  for (unsigned long round = 0; round <= rounds && !HasFailure(); ++round) {
    SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"}));
    const unsigned short port = port_in(server.read_line());
    HttpClient client(port, key);
    const auto me = boost::json::parse(client.get("/v1/me").body);
    const std::string path = "/v1/users/" + std::string(me.at("id").as_string());
    const auto set_times =
        boost::json::parse(client.get("/v1/events?type=PasswordSet&limit=1000").body)
            .at("events")
            .as_array()
            .size();
    ASSERT_TRUE(set_times == set || set_times == set + 1) << set_times << " of " << set;
    for (std::size_t n = set_times < 1 ? 0 : set_times - 1; n <= set_times; ++n) {
      const auto token = client.request(
          "POST", "/realms/master/protocol/openid-connect/token",
          "grant_type=password&client_id=admin-cli&username=root&password=the+password+" +
              std::to_string(n),
          "Content-Type: application/x-www-form-urlencoded\r\n");
      EXPECT_EQ(token.status, n == set_times && n != 0 ? 200 : 401)
          << "password " << n << " of " << set_times << ": " << token.body;
    }
    set = set_times;
    if (round == rounds) break;
    std::thread setting([&, from = set] {
      HttpClient other(port, key);
      for (std::size_t n = from + 1;; ++n) {
        const std::string json = R"({"password": ")" + password(n) + "\"}";
        if (other.request("PUT", path + "/password", json).status != 204) return;
        set = n;
      }
    });
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 300'000));
    server.signal(SIGKILL);
    setting.join();
  }
}

}  // namespace
}  // namespace rolecall::test
