// The first of every quarter: counts, holders, groups and members are those of a naive fold of the
// history's lines up to then.
#include <array>
#include <cstdio>
#include <ctime>
#include <map>
#include <random>
#include <set>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

std::string text(const value& line, const char* member) {
  return std::string(line.at(member).as_string());
}

// 2018-08-22T21:11:39-07:00 in seconds since 1970.
std::time_t seconds_of(const std::string& time) {
  std::tm parts{};
  int hours = 0, minutes = 0;
  char sign = '+';
  std::sscanf(time.c_str(), "%d-%d-%dT%d:%d:%d%c%d:%d", &parts.tm_year, &parts.tm_mon,
              &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &sign, &hours,
              &minutes);
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  const int offset = (hours * 60 + minutes) * 60;
  return ::timegm(&parts) - (sign == '-' ? -offset : offset);
}

// All that the lines say, by names.
struct Fold {
  struct User {
    std::string role;
    bool active = true;
  };
  std::map<std::string, User> users;
  std::map<std::string, std::map<std::string, std::string>> groups;  // members and their roles

  void take(const value& line) {
    const std::string type = text(line, "type");
    const auto user = [&] { return text(line, "username"); };
    if (type == "UserCreated") users[user()] = {text(line, "role"), true};
    if (type == "RoleAssigned") users[user()].role = text(line, "role");
    if (type == "UserDeactivated") users[user()].active = false;
    if (type == "UserReactivated") users[user()].active = true;
    if (type == "GroupCreated") groups[text(line, "group")];
    if (type == "GroupDeleted") groups.erase(text(line, "group"));
    if (type == "MemberAdded") groups[text(line, "group")][user()] = text(line, "member_role");
    if (type == "MemberRemoved") groups[text(line, "group")].erase(user());
  }
  std::set<std::string> holders(const std::string& role) const {
    std::set<std::string> found;
    for (const auto& [name, user] : users) {
      if (user.active && user.role == role) found.insert(name);
    }
    return found;
  }
};

class Quarters : public RolecallProgram {
 protected:
  // Compares at the first of every quarter, and says how many there were.
  int compare(const std::string& file) {
    const Ended imported = run({"import", file});
    EXPECT_EQ(imported.code, 0) << imported.err;
    const std::vector<value> lines = read(file);
    const value ops = ask({"holders", "ops"});
    const Ended issued =
        run({"keys", "issue", text(ops.at("users").at(0), "username"), "--capability", "read"});
    EXPECT_EQ(issued.code, 0) << issued.err;
    SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0"}));
    HttpClient asking(port_in(server.read_line()), issued.out.substr(0, issued.out.find('\n')));
    client = &asking;
    Fold fold;
    std::size_t taken = 0;
    int quarters = 0;
    for (int month = 2018 * 12 + 9; month < 2026 * 12 + 8; month += 3) {
      char first[32];
      std::snprintf(first, sizeof first, "%04d-%02d-01T00:00:00Z", (month - 1) / 12,
                    (month - 1) % 12 + 1);
      for (; taken < lines.size(); ++taken) {
        if (seconds_of(text(lines[taken], "time")) > seconds_of(std::string(first, 19) + "+00:00"))
          break;
        fold.take(lines[taken]);
      }
      compare_at(fold, first);
      ++quarters;
    }
    return quarters;
  }

 private:
  static std::vector<value> read(const std::string& file) {
    std::ifstream in(file);
    std::stringstream all;
    all << in.rdbuf();
    return json_lines(all.str());
  }

  // The rows of all pages.
  boost::json::array list(const std::string& target, const char* name) {
    boost::json::array rows;
    for (std::string cursor;;) {
      const auto answer = client->get(target + "&limit=1000" + cursor);
      EXPECT_EQ(answer.status, 200) << target << ' ' << answer.body;
      if (answer.status != 200) return rows;
      const value page = boost::json::parse(answer.body);
      for (const value& row : page.at(name).as_array()) rows.push_back(row);
      if (page.at("next_cursor").is_null()) return rows;
      cursor = "&cursor=" + text(page, "next_cursor");
    }
  }

  void compare_at(const Fold& fold, const std::string& time) {
    const testing::ScopedTrace trace(__FILE__, __LINE__, time);
    const value counts =
        boost::json::parse(client->get("/v1/users/count?by=role&status=active&as_of=" + time).body);
    for (const char* role : {"viewer", "analyst", "admin", "ops"}) {
      const auto expected = fold.holders(role);
      EXPECT_EQ(counts.at("counts").at(role), expected.size()) << role;
      const auto one =
          client->get("/v1/roles/" + std::string(role) + "/holders?limit=1&as_of=" + time);
      EXPECT_EQ(boost::json::parse(one.body).at("count"), expected.size()) << role;
      std::set<std::string> found;
      for (const value& user :
           list("/v1/roles/" + std::string(role) + "/holders?as_of=" + time, "users")) {
        found.insert(text(user, "username"));
      }
      EXPECT_EQ(found, expected) << role;
    }
    std::set<std::string> names;
    for (const value& group : list("/v1/groups?as_of=" + time, "groups")) {
      const std::string name = text(group, "name");
      names.insert(name);
      if (fold.groups.contains(name)) compare_members(group, fold.groups.at(name), time);
    }
    std::set<std::string> expected;
    for (const auto& [name, members] : fold.groups) expected.insert(name);
    EXPECT_EQ(names, expected);
  }

  void compare_members(const value& group, const std::map<std::string, std::string>& expected,
                       const std::string& time) {
    std::map<std::string, std::string> found;
    for (const value& member :
         list("/v1/groups/" + text(group, "id") + "/members?as_of=" + time, "members")) {
      found[text(member.at("user"), "username")] = text(member, "role");
    }
    EXPECT_EQ(found, expected) << text(group, "name");
    EXPECT_EQ(group.at("members"), expected.size());
  }

  HttpClient* client = nullptr;
};

// Eight years of a company of a hundred, the same in every run.
std::string generated_history() {
  std::mt19937 random(20180901);
  Fold now;
  std::string history;
  std::time_t time = seconds_of("2018-08-20T08:00:00+00:00");
  const auto add = [&](const std::string& members) {
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S+00:00", std::gmtime(&time));
    history += R"({"time": ")" + std::string(stamp) + R"(", "actor": "u0", )" + members + "}\n";
    now.take(boost::json::parse("{" + members + "}"));
  };
  const auto below = [&](std::size_t most) { return random() % most; };
  const auto type = [](const char* name) { return "\"type\": \"" + std::string(name) + "\""; };
  add(type("UserCreated") + R"(, "username": "u0", "role": "ops")");
  for (int i = 1; i < 3000; ++i) {
    time += static_cast<std::time_t>(below(2 * 83'000));
    const std::string name = "u" + std::to_string(below(120));
    const std::string group = "g" + std::to_string(below(12));
    const std::string who = R"(, "username": ")" + name + "\"";
    const std::string what = R"(, "group": ")" + group + "\"";
    const bool has_user = now.users.contains(name), has_group = now.groups.contains(group);
    const bool is_member = has_group && now.groups[group].contains(name);
    const char* const role = std::array{"viewer", "analyst", "admin"}[below(3)];
    if (!has_user) {
      add(type("UserCreated") + who + R"(, "role": ")" + role + "\"");
    } else if (!has_group) {
      add(type("GroupCreated") + what);
    } else if (name == "u0" || below(4) != 0) {
      const char* const place = below(4) == 0 ? "owner" : "user";
      const std::string member_role = std::string(R"(, "member_role": ")") + place + "\"";
      add(is_member && below(2) == 0 ? type("MemberRemoved") + what + who
                                     : type("MemberAdded") + what + who + member_role);
    } else if (below(30) == 0) {
      add(type("GroupDeleted") + what);
    } else if (below(2) == 0) {
      add(type("RoleAssigned") + who + R"(, "role": ")" + role + "\"");
    } else {
      add(type(now.users[name].active ? "UserDeactivated" : "UserReactivated") + who);
    }
  }
  return history;
}

TEST_F(Quarters, OfAGeneratedHistoryAreItsNaiveFold) {
  EXPECT_EQ(compare(write_file("history.ndjson", generated_history())), 32);
}

// The history of a real organisation, where ROLECALL_HISTORY names its file.
TEST_F(Quarters, OfARealHistoryAreItsNaiveFold) {
  const char* const file = std::getenv("ROLECALL_HISTORY");
  if (file == nullptr) GTEST_SKIP() << "ROLECALL_HISTORY names no file";
  EXPECT_EQ(compare(file), 32);
}

}  // namespace
}  // namespace rolecall::test
