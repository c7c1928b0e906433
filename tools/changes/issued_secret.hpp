// The end of every verb that gives out an API key or a token, which is shown this once.
#pragma once

#include <string>

#include "tools/changes/change.hpp"

namespace rolecall {

// Does the call and prints the API key of its answer alone on a line, or the answer (--json); where
// that cannot be written, says how to get another. With --dry-run only tells what it would do.
// Answers the exit code.
int issue_api_key_by(Backend& backend, const ChangeOptions& options, const Call& call);

// The same of an invitation and its token.
int invite_by(Backend& backend, const ChangeOptions& options, const Call& call);

}  // namespace rolecall
