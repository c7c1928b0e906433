// The command line: which verbs there are and what they take.
#pragma once

namespace rolecall {

// Runs the verb that the arguments name; answers the exit code.
int run_command_line(int argc, const char* const* argv);

}  // namespace rolecall
