// The real binary on a data folder of its own.
#pragma once

#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "tests/support/spawned_program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {

class RolecallProgram : public testing::Test {
 protected:
  // The arguments with the verb first; --data is added.
  std::vector<std::string> command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), ROLECALL_PROGRAM);
    arguments.insert(arguments.end(), {"--data", data});
    return arguments;
  }
  Ended run(std::vector<std::string> arguments, const std::string& input = {}) const {
    return run_program(command(std::move(arguments)), input);
  }
  // The JSON of a verb that succeeds.
  boost::json::value ask(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.code == 0 ? boost::json::parse(ended.out) : nullptr;
  }
  // An empty directory's first user, and the key to go on with.
  std::string bootstrap() const {
    const Ended ended = run({"bootstrap", "--username", "root"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out.substr(0, ended.out.find('\n'));
  }
  // A server for tests: on a port of its own choice.
  std::vector<std::string> serve() const {
    return command({"serve", "--listen", "127.0.0.1:0", "--threads", "2"});
  }
  std::string write_file(const std::string& name, const std::string& text) const {
    const std::string path = parent.path() / name;
    std::ofstream(path) << text;
    return path;
  }

  TemporaryDirectory parent;
  const std::string data = parent.path() / "data";
};

// The values of a text with one on each line.
inline std::vector<boost::json::value> json_lines(const std::string& text) {
  std::vector<boost::json::value> values;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) values.push_back(boost::json::parse(line));
  return values;
}

// The port in "rolecall serves http://127.0.0.1:PORT at position N"; 0: it is no such line.
inline unsigned short port_in(const std::optional<std::string>& line) {
  constexpr std::string_view before = "rolecall serves http://127.0.0.1:";
  if (!line || !line->starts_with(before)) return 0;
  return static_cast<unsigned short>(std::atoi(line->c_str() + before.size()));
}

inline std::string history_line(const std::string& type, const std::string& members,
                                const std::string& actor = "boss") {
  return R"({"time": "2024-05-01T10:00:00+02:00", "actor": ")" + actor +
         R"(", "reason": "hiring", "type": ")" + type + "\", " + members + "}\n";
}
inline std::string creates(const std::string& username, const std::string& role = "analyst") {
  return history_line("UserCreated",
                      R"("username": ")" + username + R"(", "role": ")" + role + "\"");
}
inline std::string assigns(const std::string& username, const std::string& role) {
  return history_line("RoleAssigned",
                      R"("username": ")" + username + R"(", "role": ")" + role + "\"");
}

// A company of four and a group of two.
inline std::string small_history() {
  return creates("boss", "ops") + creates("ann") + creates("bob", "viewer") + creates("céline") +
         history_line("GroupCreated", R"("group": "blue")") +
         history_line("MemberAdded",
                      R"("group": "blue", "username": "ann", "member_role": "owner")") +
         history_line("MemberAdded",
                      R"("group": "blue", "username": "bob", "member_role": "user")") +
         assigns("ann", "admin") + history_line("UserDeactivated", R"("username": "bob")");
}

}  // namespace rolecall::test
