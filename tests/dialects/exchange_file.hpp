// A text file of exchanges with a server: what a client sends, what it must get. README.md tells
// the format.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rolecall::test {

struct Field {
  std::string name;
  std::string value;
};

struct Exchange {
  std::size_t line = 0;  // of the request
  std::string title;     // the comment before it

  std::string method;
  std::string target;
  std::vector<Field> fields;
  std::string body;

  int status = 0;
  std::string kept_as;  // how what follows calls the body; empty: not at all
  std::vector<Field> expected_fields;
  std::string expected_body;  // JSON; empty: there must be none
};

struct ExchangeFile {
  std::string name;
  bool is_empty = false;                                   // the directory, at the start
  std::vector<std::string> arguments;                      // more of them, for `rolecall serve`
  std::vector<std::pair<std::string, std::string>> files;  // name and text
  std::vector<Exchange> exchanges;
};

// Throws std::runtime_error, "NAME:LINE: what is wrong".
ExchangeFile parse_exchanges(const std::string& name, std::string_view text);

}  // namespace rolecall::test
