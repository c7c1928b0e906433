// How a run ended, as a script sees it.
#pragma once

#include <map>
#include <string>

#include "engine/result.hpp"

namespace rolecall {

enum ExitCode : int {
  exit_ok = 0,
  exit_failure = 1,
  exit_usage = 2,
  exit_not_found = 3,
  exit_conflict = 4,
  exit_verification_failed = 5,
  exit_unavailable = 6,
  exit_partial = 7,
};

ExitCode exit_code(Errc code);

// Tells people on stderr what went wrong, in one line; answers the exit code for it.
int fail(const Error& error);
// From now on fail() tells programs too: on stdout, as {code, detail, field?} in one line.
void tell_programs_of_failures();
// From now on fail() tells people, instead of the flag that is wrong, where its value stands.
void tell_origins_of_flags(std::map<std::string, std::string> origins);

}  // namespace rolecall
