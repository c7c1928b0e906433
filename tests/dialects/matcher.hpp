// Compares what was expected with what was found, and remembers what an expectation names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "tests/dialects/variables.hpp"

namespace rolecall::test {

// Strings of `expected` may be, or hold, patterns: {kind} stands for any value of that form,
// {kind:name} also gives it a name, {name} stands for the value that has this name, also among the
// names of members.
class Matcher {
 public:
  explicit Matcher(Variables& variables) : variables_(variables) {}

  // Every difference, a line each: where, what was expected, what was found. Objects must have the
  // same members, in any order; where a member "..." is expected, they may have others.
  std::vector<std::string> differences(const boost::json::value& expected,
                                       const boost::json::value& found);
  // Whether the whole text is as the pattern says.
  bool matches_text(const std::string& pattern, const std::string& found);

 private:
  void compare(const std::string& where, const boost::json::value& expected,
               const boost::json::value& found);
  void compare_objects(const std::string& where, const boost::json::object& expected,
                       const boost::json::object& found);
  void compare_arrays(const std::string& where, const boost::json::array& expected,
                      const boost::json::array& found);
  bool matches(const boost::json::value& expected, const boost::json::value& found);
  bool matches_placeholder(const std::string& kind, const std::string& name,
                           const boost::json::value& found);
  bool remember(const std::string& kind, const std::string& name, const boost::json::value& found);

  Variables& variables_;
  std::vector<std::string> differences_;
};

}  // namespace rolecall::test
