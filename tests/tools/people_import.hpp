// Files of people from elsewhere, imported by the real binary.
#pragma once

#include <algorithm>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {

class PeopleImport : public RolecallProgram {
 protected:
  explicit PeopleImport(std::string format) : format_(std::move(format)) {}

  using Texts = std::vector<std::string>;

  Ended import(const std::string& text, const Texts& flags = {}) const {
    Texts arguments{"import", "--people", write_file("people", text), "--format", format_};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return run(arguments);
  }
  // Of a file that is taken: what became of each row.
  std::vector<boost::json::value> results(const std::string& text, Texts flags = {}) const {
    flags.emplace_back("--json");
    const Ended ended = import(text, flags);
    EXPECT_TRUE(ended.code == 0 || ended.code == 7) << ended.err;
    return json_lines(ended.out);
  }
  // How many users it has made.
  std::size_t created(const std::string& text, const Texts& flags = {}) const {
    std::size_t count = 0;
    for (const auto& row : results(text, flags)) {
      EXPECT_EQ(row.at("result"), "created") << row;
      ++count;
    }
    return count;
  }
  // Why each row was refused, as people are told.
  Texts refusals(const std::string& text, const Texts& flags = {}) const {
    const Ended ended = import(text, flags);
    EXPECT_EQ(ended.code, 7) << ended.err;
    Texts told = lines(ended.out);
    std::erase_if(told, [](const std::string& line) { return !line.starts_with("line "); });
    return told;
  }
  // Why the file was refused, with nobody imported and nothing made.
  std::string refusal(const std::string& text, const Texts& flags = {}) const {
    const Ended ended = import(text, flags);
    EXPECT_EQ(ended.code, 1) << ended.out;
    EXPECT_EQ(ended.out, "");
    EXPECT_FALSE(std::filesystem::exists(data));
    return ended.err;
  }
  // What was told on stderr, a line each.
  Texts notes(const std::string& text, const Texts& flags = {}) const {
    return lines(import(text, flags).err);
  }
  boost::json::value user(const std::string& username) const {
    const auto users = ask({"list", "--username", username}).at("users");
    EXPECT_EQ(users.as_array().size(), 1U) << username;
    return users.as_array().empty() ? boost::json::value(boost::json::object()) : users.at(0);
  }
  std::vector<std::string> members(const std::string& group) const {
    Texts names;
    const auto answer = ask({"members", group});
    for (const auto& member : answer.at("members").as_array()) {
      names.emplace_back(member.at("user").at("username").as_string());
    }
    std::ranges::sort(names);
    return names;
  }

 private:
  static Texts lines(const std::string& text) {
    Texts found;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) found.push_back(line);
    return found;
  }

  const std::string format_;
};

}  // namespace rolecall::test
