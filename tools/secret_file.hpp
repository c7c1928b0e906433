// Secrets that a flag names the file of, so that no list of processes shows them.
#pragma once

#include <string>

#include "engine/result.hpp"

namespace rolecall {

// The file's text without the white space around it: 32 to 4096 bytes. The errors name the flag.
// `invalid_argument`: too short or long, or others may read the file; `not_found`: it cannot be
// read.
Result<std::string> read_secret_file(const std::string& flag, const std::string& path);

}  // namespace rolecall
