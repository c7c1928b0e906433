// Passwords and tokens: who guesses has to wait and holds up nobody, who may not costs nothing, and
// what was got by a password or has been used is good no longer than that.
#include <future>
#include <latch>

#include <boost/json/parse.hpp>

#include "engine/writer/current_secrets.hpp"
#include "tests/api/support/service_test.hpp"

namespace rolecall::test {
namespace {

using namespace std::chrono_literals;

PeerAddress peer(std::uint8_t last) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, last}};
}

class LoginTest : public ServiceTest {
 protected:
  LoginTest() { EXPECT_EQ(set_password(root, "root", "right password").answer().status, 204); }
  ~LoginTest() override {
    opened.count_down();
    service.pools().guesses.stop();
    service.pools().passwords.stop();
  }

  Asked set_password(const std::string& key, const std::string& username,
                     const std::string& password) {
    return send(Method::put, "/v1/users/" + user_named(username).text() + "/password", key,
                R"({"password": ")" + password + "\"}");
  }
  Asked ask_token(const std::string& form, PeerAddress from) {
    return send(Method::post, "/realms/master/protocol/openid-connect/token", {}, form,
                {{"Content-Type", "application/x-www-form-urlencoded"}}, from);
  }
  Asked log_in(const std::string& name, const std::string& password, PeerAddress from) {
    return ask_token("grant_type=password&client_id=a&username=" + name + "&password=" + password,
                     from);
  }
  Response refresh(const std::string& token) {
    return ask_token("grant_type=refresh_token&refresh_token=" + token, peer(1)).answer();
  }
  static std::string token(const Response& answer, std::string_view member) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    return std::string(boost::json::parse(answer.body).at(member).as_string());
  }
  int status_with(const std::string& access_token) {
    return get("/admin/realms/master/users/count", access_token).status;
  }
  void wait(std::chrono::seconds time) { guessed_at = guessed_at.load() + time; }
  void block(Pool& pool) {
    for (std::uint8_t i = 1; i <= limits::password_guesses_max; ++i) {
      Uuid somebody;
      somebody.bytes[0] = i;
      ASSERT_TRUE(pool.submit(somebody, [this] { opened.wait(); }));
    }
  }

  std::latch opened{1};
};

TEST_F(LoginTest, NothingIsKeptOfThePasswordOfWhoIsRemoved) {
  add_user("eve", Role::viewer);
  ASSERT_EQ(set_password(root, "eve", "another password").answer().status, 204);
  const UserId eve = user_named("eve");
  EventSecrets& passwords = *folder->client_secrets().passwords;
  const State& state = directory.model().state();
  const SecretKey kept{eve, password_request(state, eve, state.head()).value()};
  EXPECT_TRUE(passwords.find(kept)->has_value());
  ASSERT_EQ(send(Method::del, "/v1/users/" + eve.text(), root).answer().status, 204);
  std::promise<void> changed;  // changes come in order
  passwords.put({}, "a hash", [&](const Result<void>&) { changed.set_value(); });
  changed.get_future().wait();
  EXPECT_FALSE(passwords.find(kept)->has_value());
}

TEST_F(LoginTest, GuessesHoldUpNeitherWhoIsKnownNorWhoSetsAPassword) {
  add_user("eve", Role::viewer);
  EXPECT_EQ(log_in("root", "right+password", peer(1)).answer().status, 200);
  block(service.pools().guesses);
  std::vector<Asked> guesses;
  for (int i = 0; i < 160; ++i) {
    guesses.push_back(log_in("name" + std::to_string(i), "a+guess", peer(2)));
  }
  EXPECT_EQ(log_in("root", "right+password", peer(1)).answer().status, 200);
  EXPECT_EQ(set_password(root, "eve", "a fresh password").answer().status, 204);
  for (Asked& guess : guesses) {
    EXPECT_FALSE(guess.is_answered());
    guess.leave();
  }
}

TEST_F(LoginTest, WhoMayNotSetAPasswordIsRefusedBeforeItIsHashed) {
  const std::string viewer = add_user("eve", Role::viewer);
  const std::string admin = add_user("ann", Role::admin);
  block(service.pools().passwords);
  EXPECT_EQ(set_password(viewer, "root", "a stolen password").answer().status, 403);
  EXPECT_EQ(set_password(admin, "root", "a stolen password").answer().status, 403);
  Asked taken = send(Method::post, "/admin/realms/master/users", admin,
                     R"({"username": "eve", "enabled": true, "credentials": [
                         {"type": "password", "value": "a good password"}]})");
  EXPECT_EQ(taken.answer().status, 409);
}

TEST_F(LoginTest, WhoFailsOftenHasToWaitAndIsNotToldWhetherTheNameIsSomebodys) {
  for (const std::string name : {"root", "nobody"}) {
    for (unsigned i = 0; i < limits::guesses_free; ++i) {
      EXPECT_EQ(log_in(name, "wrong", peer(3)).answer().status, 401);
    }
    Asked late = log_in(name, "wrong", peer(3));
    EXPECT_TRUE(late.is_answered()) << "without hashing";
    const Response refusal = late.answer();
    EXPECT_EQ(refusal.status, 429);
    EXPECT_EQ(refusal.headers.at(0).first, "Retry-After");
    EXPECT_EQ(refusal.headers.at(0).second, "1");
    EXPECT_EQ(boost::json::parse(refusal.body).at("error"), "temporarily_unavailable");
    wait(1s);
    EXPECT_EQ(log_in(name, "wrong", peer(3)).answer().status, 401);
  }
  const std::string metrics = get("/metrics", root).body;
  EXPECT_NE(metrics.find("rolecall_credentials_refused_total{kind=\"password\"} 12\n"),
            std::string::npos);
  EXPECT_NE(metrics.find("rolecall_credentials_refused_total{kind=\"throttled_password\"} 2\n"),
            std::string::npos);
}

TEST_F(LoginTest, ARefreshTokenIsGoodOnceAndEndsItsSessionWhenItComesAgain) {
  const Response first = log_in("root", "right+password", peer(1)).answer();
  const Response second = refresh(token(first, "refresh_token"));
  const Response third = refresh(token(second, "refresh_token"));
  EXPECT_EQ(third.status, 200);
  EXPECT_EQ(refresh(token(first, "refresh_token")).status, 400);
  EXPECT_EQ(refresh(token(third, "refresh_token")).status, 400);
  const Response another = log_in("root", "right+password", peer(1)).answer();
  EXPECT_EQ(refresh(token(another, "refresh_token")).status, 200);
}

TEST_F(LoginTest, ANewPasswordEndsWhatWasGotByTheOldOne) {
  const Response login = log_in("root", "right+password", peer(1)).answer();
  EXPECT_EQ(status_with(token(login, "access_token")), 200);
  EXPECT_EQ(set_password(root, "root", "another password").answer().status, 204);
  EXPECT_EQ(status_with(token(login, "access_token")), 401);
  EXPECT_EQ(refresh(token(login, "refresh_token")).status, 400);
}

TEST_F(LoginTest, OnesOwnPasswordIsNotSetWithoutEnd) {
  for (unsigned set = 1; set < limits::guesses_free; ++set) {
    EXPECT_EQ(set_password(root, "root", "again and again").answer().status, 204);
  }
  const Response refusal = set_password(root, "root", "again and again").answer();
  EXPECT_EQ(refusal.status, 429);
  EXPECT_EQ(refusal.headers.at(0).first, "Retry-After");
  EXPECT_EQ(refusal.headers.at(0).second, "1");
  wait(1s);
  EXPECT_EQ(set_password(root, "root", "again and again").answer().status, 204);
}

}  // namespace
}  // namespace rolecall::test
