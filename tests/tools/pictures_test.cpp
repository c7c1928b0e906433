// Roles as pictures, and as numbers over time.
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class Pictures : public RolecallProgram {
 protected:
  static std::string at(const std::string& day, const std::string& type,
                        const std::string& members) {
    return R"({"time": ")" + day + R"(T00:00:00Z", "actor": "boss", "type": ")" + type + "\", " +
           members + "}\n";
  }
  void take_in(const std::string& history) {
    const Ended ended = run({"import", write_file("history.ndjson", history)});
    ASSERT_EQ(ended.code, 0) << ended.err;
  }
  void live() {
    take_in(at("2020-01-01", "UserCreated", R"("username": "boss", "role": "ops")") +
            at("2020-02-01", "UserCreated", R"("username": "<ann & co>", "role": "viewer")") +
            at("2020-05-01", "RoleAssigned", R"("username": "<ann & co>", "role": "admin")") +
            at("2020-08-01", "UserDeactivated", R"("username": "<ann & co>")"));
  }
  static std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t i = 0; (i = text.find(part, i)) != std::string::npos; i += part.size())
      ++count;
    return count;
  }
};

// Every element that is opened is closed, and text stands for itself.
void expect_well_formed(const std::string& svg) {
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = svg.find_first_of("<>", at)) != std::string::npos;) {
    ASSERT_EQ(svg[at], '<') << svg.substr(at, 40);
    const std::size_t end = svg.find_first_of("<>", at + 1);
    ASSERT_NE(end, std::string::npos);
    ASSERT_EQ(svg[end], '>') << svg.substr(at, 40);
    const std::string tag = svg.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find(' '));
    if (tag.starts_with('/')) {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ("/" + open.back(), name);
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(name);
    }
    at = end + 1;
  }
  EXPECT_TRUE(open.empty());
}

TEST_F(Pictures, ShowTheRolesOfAPerson) {
  live();
  const Ended drawn = run({"history", "<ann & co>", "--svg"});
  ASSERT_EQ(drawn.code, 0) << drawn.err;
  expect_well_formed(drawn.out);
  EXPECT_NE(drawn.out.find("<title>Roles of &lt;ann &amp; co&gt;</title>"), std::string::npos);
  EXPECT_EQ(count_of(drawn.out, "<title>viewer, active, 2020-02-01 to 2020-05-01</title>"), 1U);
  EXPECT_EQ(count_of(drawn.out, "<title>admin, active, 2020-05-01 to 2020-08-01</title>"), 1U);
  EXPECT_EQ(count_of(drawn.out, "<title>admin, deactivated, 2020-08-01 to "), 1U);
  EXPECT_EQ(run({"history", "nobody", "--svg"}).code, 3);
  EXPECT_EQ(run({"history", "boss", "--svg", "--limit", "3"}).code, 2);
}

TEST_F(Pictures, ShowTheRolesOfTheDirectoryOverTime) {
  live();
  EXPECT_EQ(run({"count", "--by", "role", "--over", "2020..2020-09-01"}).out,
            "TIME                  VIEWER  ANALYST  ADMIN  OPS\n"
            "2020-01-01 00:00:00Z       0        0      0    1\n"
            "2020-04-01 00:00:00Z       1        0      0    1\n"
            "2020-07-01 00:00:00Z       0        0      1    1\n"
            "2020-09-01 00:00:00Z       0        0      0    1\n");
  const auto json = ask({"count", "--by", "role", "--over", "2020..2020-09-01"});
  EXPECT_EQ(json.at("role_counts").at(1).at("position"), 3);
  const Ended drawn = run({"count", "--by", "role", "--over", "2019..2021", "--svg"});
  ASSERT_EQ(drawn.code, 0) << drawn.err;
  expect_well_formed(drawn.out);
  EXPECT_EQ(count_of(drawn.out, "<polygon"), 4U);
  EXPECT_EQ(count_of(drawn.out, ">2020</text>"), 1U);
}

TEST_F(Pictures, SayWhatIsWrongWithAPeriod) {
  live();
  for (const char* over : {"2020", "2021..2020", "soon..2020", "2999..3000", ".."}) {
    EXPECT_EQ(run({"count", "--by", "role", "--over", over}).code, 2) << over;
  }
  EXPECT_EQ(run({"count", "--over", "2019..2020"}).code, 2);
  EXPECT_EQ(run({"count", "--by", "role", "--svg"}).code, 2);
}

}  // namespace
}  // namespace rolecall::test
