// Many clients want one thing at the same moment: exactly one gets it, every time.
//
// ROLECALL_RACE_ROUNDS sets how often each race is run (1000).
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tests/fault/from_environment.hpp"
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t racers = 64;

int rounds() { return static_cast<int>(number_from("ROLECALL_RACE_ROUNDS", 1000)); }

class Races : public RolecallProgram {
 protected:
  void serve(std::vector<std::string> more = {}) {
    const Ended bootstrapped = run({"bootstrap", "--username", "root"});
    ASSERT_EQ(bootstrapped.code, 0) << bootstrapped.err;
    key_ = bootstrapped.out.substr(0, bootstrapped.out.find('\n'));
    std::vector<std::string> arguments{"serve", "--listen", "127.0.0.1:0", "--threads", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    server_ = std::make_unique<SpawnedProgram>(command(std::move(arguments)));
    port_ = port_in(server_->read_line());
    connect_with(std::vector<std::string>(racers, key_));
  }
  void connect_with(const std::vector<std::string>& keys) {
    clients_.clear();
    for (const std::string& key : keys) {
      clients_.push_back(std::make_unique<HttpClient>(port_, key));
      ASSERT_TRUE(clients_.back()->connected());
    }
  }

  struct Ask {
    std::string method;
    std::string target;
    std::string json;
  };
  // All ask before any answer is read; answers their statuses.
  template <class AskOf>
  std::vector<int> race(AskOf ask_of) {
    for (std::size_t i = 0; i < racers; ++i) {
      const Ask ask = ask_of(i);
      EXPECT_TRUE(clients_[i]->send(ask.method, ask.target, ask.json));
    }
    std::vector<int> statuses;
    for (const auto& client : clients_) statuses.push_back(client->receive().status);
    return statuses;
  }
  static std::ptrdiff_t count(const std::vector<int>& statuses, int status) {
    return std::count(statuses.begin(), statuses.end(), status);
  }

  HttpClient& client() { return *clients_.front(); }
  std::string create(const std::string& json) {
    const auto created = client().request("POST", "/v1/users", json);
    EXPECT_EQ(created.status, 201) << created.body;
    return created.header("Location");
  }

  std::string my_id() {
    const auto me = boost::json::parse(client().get("/v1/me").body);
    return std::string(me.at("id").as_string());
  }

  std::vector<std::string> keys_;  // one a racer, where each has its own
  std::vector<std::unique_ptr<HttpClient>> clients_;

 private:
  std::string key_;
  unsigned short port_ = 0;
  std::unique_ptr<SpawnedProgram> server_;
};

TEST_F(Races, ForAUsernameHaveOneWinner) {
  serve();
  for (int round = 0; round < rounds(); ++round) {
    // In both cases, which are the same name.
    const auto statuses = race([&](std::size_t i) {
      const std::string name = (i % 2 == 0 ? "name" : "NAME") + std::to_string(round);
      return Ask{"POST", "/v1/users", R"({"username":")" + name + "\"}"};
    });
    ASSERT_EQ(count(statuses, 201), 1) << "round " << round;
    ASSERT_EQ(count(statuses, 409), racers - 1) << "round " << round;
  }
}

TEST_F(Races, ForAnEmailAddressHaveOneWinner) {
  serve();
  for (int round = 0; round < rounds(); ++round) {
    const auto statuses = race([&](std::size_t i) {
      const std::string name = std::to_string(round) + "-" + std::to_string(i);
      return Ask{"POST", "/v1/users",
                 R"({"username":")" + name + R"(","email":"mail)" + std::to_string(round) +
                     R"(@example.org"})"};
    });
    ASSERT_EQ(count(statuses, 201), 1) << "round " << round;
    ASSERT_EQ(count(statuses, 409), racers - 1) << "round " << round;
  }
}

TEST_F(Races, ForTheLastSeatHaveOneWinner) {
  serve({"--seats", "2"});
  std::vector<std::string> users;
  for (std::size_t i = 0; i < racers; ++i) {
    users.push_back(create(R"({"username":"user)" + std::to_string(i) + R"(","active":false})"));
  }
  for (int round = 0; round < rounds(); ++round) {
    const auto statuses = race([&](std::size_t i) {
      return Ask{"POST", users[i] + "/activate", ""};
    });
    ASSERT_EQ(count(statuses, 200), 1) << "round " << round;
    ASSERT_EQ(count(statuses, 409), racers - 1) << "round " << round;
    const auto winner = static_cast<std::size_t>(std::find(statuses.begin(), statuses.end(), 200) -
                                                 statuses.begin());
    ASSERT_EQ(client().request("POST", users[winner] + "/deactivate", "").status, 200);
  }
}

// Each of 64 operators deactivates itself; the last one has to stay.
TEST_F(Races, OfOperatorsWhoLeaveAreLostByOne) {
  serve();
  std::vector<std::string> operators;
  for (std::size_t i = 0; i < racers; ++i) {
    const std::string name = "op" + std::to_string(i);
    operators.push_back(create(R"({"username":")" + name + R"(","role":"ops"})"));
    const auto issued = client().request("POST", "/v1/api-keys",
                                         R"({"user":")" + name + R"(","capability":"manage"})");
    ASSERT_EQ(issued.status, 201) << issued.body;
    keys_.emplace_back(boost::json::parse(issued.body).at("api_key").as_string());
  }
  ASSERT_EQ(client().request("POST", "/v1/users/" + my_id() + "/deactivate", "").status, 200);
  connect_with(keys_);
  for (int round = 0; round < rounds(); ++round) {
    const auto statuses = race([&](std::size_t i) {
      return Ask{"POST", operators[i] + "/deactivate", ""};
    });
    ASSERT_EQ(count(statuses, 200), racers - 1) << "round " << round;
    ASSERT_EQ(count(statuses, 409), 1) << "round " << round;
    const auto left = static_cast<std::size_t>(std::find(statuses.begin(), statuses.end(), 409) -
                                               statuses.begin());
    for (std::size_t i = 0; i < racers; ++i) {
      if (i == left) continue;
      ASSERT_TRUE(clients_[left]->send("POST", operators[i] + "/activate", ""));
    }
    for (std::size_t i = 1; i < racers; ++i) ASSERT_EQ(clients_[left]->receive().status, 200);
  }
}

// Keycloak's clients send users back as they were shown. A name that was derived then, and is given
// by somebody else meanwhile, is not lost to it.
TEST_F(Races, BetweenAUserSentBackAndAnotherChangeKeepBoth) {
  serve();
  for (int round = 0; round < rounds(); ++round) {
    const std::string user =
        create(R"({"username":"user)" + std::to_string(round) + R"(","display_name":"Jo Doe"})");
    const std::string id = user.substr(user.rfind('/') + 1);
    const std::array<Ask, 2> asks{
        {{"PUT", "/admin/realms/r/users/" + id, R"({"firstName":"Joseph"})"},
         {"PATCH", user, R"({"last_name":"Smith"})"}}};
    const std::size_t first = round % 2;
    for (const std::size_t i : {first, 1 - first}) {
      ASSERT_TRUE(clients_[i]->send(asks[i].method, asks[i].target, asks[i].json));
    }
    ASSERT_EQ(clients_[0]->receive().status, 204);
    ASSERT_EQ(clients_[1]->receive().status, 200);
    const auto shown = boost::json::parse(client().get(user).body);
    ASSERT_EQ(shown.at("first_name"), "Joseph") << "round " << round;
    ASSERT_EQ(shown.at("last_name"), "Smith") << "round " << round;
  }
}

}  // namespace
}  // namespace rolecall::test
