// The users whom a change is for, as they were when they were looked up.
#pragma once

#include <functional>
#include <vector>

#include "tools/calls/subjects.hpp"
#include "tools/changes/change.hpp"

namespace rolecall {

// By the names or ids, those of standard input, or --where; each once. `not_found` names who is not
// there: all must be.
Result<std::vector<FoundUser>> people_asked(Backend& backend, const ChangeOptions& options,
                                            WhichUsers which);

// The call for one of them; among several, for the revision that it says.
using CallFor = std::function<Call(const FoundUser& user)>;

// A verb for one or several users: opens, looks them up, and does one change at once, several as
// run_changes() has it.
int change_people(const ChangeOptions& options, WhichUsers which, const CallFor& call_for,
                  const Format& format, const std::string& done = "Done.");
int change_people(Backend& backend, const ChangeOptions& options, WhichUsers which,
                  const CallFor& call_for, const Format& format, const std::string& done);

}  // namespace rolecall
