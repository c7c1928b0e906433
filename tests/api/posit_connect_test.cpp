// Posit Connect: what no recorded exchange can show, users as CSV and how fast keys are made.
#include <algorithm>
#include <sstream>

#include "engine/limits.hpp"
#include "tests/api/support/service_test.hpp"

namespace rolecall::test {
namespace {

constexpr const char* header =
    "guid,username,email,first_name,last_name,user_role,created_time,updated_time,active_time,"
    "confirmed,locked\r\n";

class PositConnect : public ServiceTest {
 protected:
  Response ask(const std::string& target, const std::string& key,
               const std::string& accept = "text/csv") {
    return send(Method::get, "/__api__" + target, {}, {},
                {{"Authorization", "Key " + key}, {"Accept", accept}})
        .answer();
  }
  // All of it.
  std::string csv(const std::string& target, const std::string& accept = "text/csv") {
    const Response answer = ask(target, root, accept);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.content_type, "text/csv; charset=utf-8");
    EXPECT_EQ(answer.position, directory.model().head());
    std::string text = answer.body;
    if (answer.more) {
      for (const std::string& piece : rest_of(answer)) text += piece;
    }
    return text;
  }
  // The usernames, in their order.
  std::vector<std::string> usernames(const std::string& text) {
    std::vector<std::string> names;
    std::istringstream lines(text.substr(std::string_view(header).size()));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_TRUE(line.ends_with("\r")) << line;
      const auto at = line.find(',') + 1;
      names.push_back(line.substr(at, line.find(',', at) - at));
    }
    return names;
  }
};

TEST_F(PositConnect, CsvHasTheMembersOfEachUserAsTheyAreShown) {
  CreateUser create;
  create.profile.username = "ann";
  create.profile.email = "ann@example.org";
  create.profile.display_name = "Ann, =Doe";
  create.role = {Role::analyst, Channel::native, {}};
  const Outcome ann = execute(std::move(create));
  execute(DeactivateUser{ann.user, {}});
  const std::string time = to_text(directory.model().state().time_of(ann.position));
  EXPECT_EQ(csv("/v1/users?prefix=ann"), header + ann.user.text() +
                                             ",ann,ann@example.org,\"Ann,\",'=Doe,publisher," +
                                             time + "," + time + ",,true,true\r\n");
  EXPECT_EQ(csv("/v1/users?prefix=nobody"), header);
}

TEST_F(PositConnect, CsvHasAllThatMatchInTheOrderAskedForWhateverThePage) {
  add_users(700);
  const std::string text = csv("/v1/users?page_size=2&page_number=300");
  EXPECT_GT(text.size(), limits::answer_piece_bytes) << "in pieces";
  const std::vector<std::string> names = usernames(text);
  EXPECT_EQ(names.size(), 701u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(usernames(csv("/v1/users?prefix=user69&sort=created_time&asc_order=false")).front(),
            "user699");
  EXPECT_EQ(usernames(csv("/v1/users?user_role=administrator")), std::vector<std::string>{"root"});
}

TEST_F(PositConnect, CsvBeginsWithAByteOrderMarkWhereThatIsAskedFor) {
  const std::string plain = csv("/v1/users");
  EXPECT_TRUE(plain.starts_with(header));
  EXPECT_EQ(csv("/v1/users?bom=true"), "\xef\xbb\xbf" + plain);
  EXPECT_EQ(csv("/v1/users?bom=false"), plain);
}

TEST_F(PositConnect, CsvIsForWhoeverNamesItAndForAdministrators) {
  EXPECT_EQ(csv("/v1/users", "text/html, TEXT/CSV;q=0.9").substr(0, 5), "guid,");
  for (const char* const accept : {"*/*", "application/json", "text/*", ""}) {
    EXPECT_EQ(ask("/v1/users", root, accept).content_type, "application/json") << accept;
  }
  const std::string viewer = add_user("vera", Role::viewer);
  EXPECT_EQ(ask("/v1/users", viewer, "*/*").status, 200);
  EXPECT_EQ(ask("/v1/users", viewer).status, 403);
  EXPECT_EQ(ask("/v1/users?color=red", root).status, 400);
}

TEST_F(PositConnect, MakesKeysForOneselfButNotAsFastAsOneLikes) {
  const std::string key = add_user("vera", Role::viewer);
  const std::string target = "/__api__/v1/users/" + user_named("vera").text() + "/keys";
  const auto make = [&] {
    return send(Method::post, target, {}, R"({"name": "x"})", {{"Authorization", "Key " + key}})
        .answer();
  };
  for (unsigned i = 0; i < limits::guesses_free; ++i) EXPECT_EQ(make().status, 200);
  const Position before = directory.model().head();
  EXPECT_EQ(make().status, 429);
  EXPECT_EQ(directory.model().head(), before);
  guessed_at = guessed_at.load() + std::chrono::seconds(limits::guess_wait_max_s);
  EXPECT_EQ(make().status, 200);
}

}  // namespace
}  // namespace rolecall::test
