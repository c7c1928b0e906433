// A small directory to try things on.
#pragma once

#include <string>
#include <string_view>

#include "tools/opened_directory.hpp"

namespace rolecall {

// tools/demo/people.ndjson: a history as `rolecall import` reads it.
std::string_view demo_history_text();

// Imports that history into an empty directory and issues an API key to one of its operators.
// Answers what to say about it, with calls worth trying at `url`.
Result<std::string> fill_demo(OpenedDirectory& opened, const std::string& url);

}  // namespace rolecall
