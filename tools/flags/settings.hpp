// What a verb is told elsewhere than on its command line: in the environment and in a file.
//
// Every flag of a verb that has a flag --config is a setting, unless CLI11 has it as not
// configurable. Of several sources the first counts: the flag; the environment's ROLECALL_ and the
// flag's name in upper case with _ for -; the file's key, which is the flag's name. The file is
// what
// --config names, or ROLECALL_CONFIG. What a flag takes several times is a list in the file, and
// separated by commas in the environment.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "engine/result.hpp"

namespace rolecall {

struct Setting {
  enum class Source { environment, file };

  std::string flag;  // e.g. --listen
  std::vector<std::string> values;
  Source source;
  std::string origin;  // e.g. ROLECALL_LISTEN, or: /etc/rolecall.toml: listen
};

// What counts beside the words of a command line, the verb first; nothing for a verb that takes no
// settings, and for words that cannot be understood anyway. Parses them with `app`.
// `invalid_argument`: an unknown key, or a value that its flag does not take; the errors name the
// source. A variable that may have been meant for one of the verb's is told on stderr.
Result<std::vector<Setting>> read_settings(CLI::App& app, const std::vector<std::string>& words);

// As words of the command line.
std::vector<std::string> words_of(const std::vector<Setting>& settings);

// By flag, for what fails later because of one.
std::map<std::string, std::string> origins_of(const std::vector<Setting>& settings);

// `rolecall config`: each setting of a verb that has been parsed with `settings` among its words,
// its value, and where that comes from. Answers the exit code.
int print_settings(const CLI::App& verb, const std::vector<Setting>& settings, bool json);

}  // namespace rolecall
