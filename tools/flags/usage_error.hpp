// What a command line that cannot be understood is answered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>

namespace rolecall {

// The verbs of `app`, or its verb `keys`, that a name may have been meant for; none, or a few.
std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& known);
// "; did you mean a or b?"; nothing where there are none.
std::string did_you_mean(const std::vector<std::string>& names);

// Says what is wrong, what may have been meant, and where help is; answers the exit code.
int refuse_usage(const CLI::App& app, const CLI::ParseError& error);
// The same of a verb that is none of `app`.
int refuse_verb(const CLI::App& app, const std::string& name);

// A verb below `app`; null: there is none.
const CLI::App* find_verb(const CLI::App& app, const std::string& name);

}  // namespace rolecall
