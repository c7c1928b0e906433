// A file of settings: TOML (v1.0) without sections, `key = value` on each line.
#pragma once

#include <string>
#include <vector>

#include "engine/result.hpp"

namespace rolecall {

struct FileSetting {
  std::string key;
  std::vector<std::string> values;  // of a list all of them, in their order
  unsigned line = 0;
};

// What a value may be: a text, a whole number, true, false, or a list of texts and numbers.
// `not_found`: the file cannot be read; `invalid_argument`: it is larger than 64 KiB, no TOML, or
// holds something else. The errors name file and line.
Result<std::vector<FileSetting>> read_settings_file(const std::string& path);

}  // namespace rolecall
