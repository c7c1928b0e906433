// A small directory to try things on, with what the quick start of every dialect's client needs.
#pragma once

#include <string>
#include <string_view>

#include "tools/opened_directory.hpp"

namespace rolecall {

// tools/demo/people.ndjson: a history as `rolecall import` reads it.
std::string_view demo_history_text();

// What is shown only once.
struct Demo {
  std::string api_key;   // of an operator
  std::string password;  // of the same
  std::string user;      // id of somebody to try changes on
};

// Imports that history into an empty directory, and gives one of its operators an API key and a
// password.
Result<Demo> fill_demo(OpenedDirectory& opened);

// What to say about it, with calls worth trying at `url`, where that is the proxy's secret.
std::string describe_demo(const Demo& demo, const std::string& url,
                          const std::string& proxy_secret);

}  // namespace rolecall
