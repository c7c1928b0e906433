// The end of every verb that gives out an API key.
#pragma once

#include "tools/opened_directory.hpp"

namespace rolecall {

// Executes a Bootstrap or IssueApiKey and prints the key, alone on a line, or {user, api_key}.
// Where that cannot be written, says how to get another. Answers the exit code.
int issue_and_print(OpenedDirectory& opened, CommandRequest request, const Common& common);

}  // namespace rolecall
