// Changes as calls: one is done at once; several are rehearsed and asked about first.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/calls/answers.hpp"

namespace rolecall {

// A JSON object of these members, whose values are JSON.
std::string object_of(const std::vector<std::pair<std::string, std::string>>& members);
std::string json_text(std::string_view text);

// Does the call for --if-revision, or for any; or only tells what it would do (--dry-run).
// `format`: of the answer; where that is empty, `done` is told on stderr. Answers the exit code.
int run_change(Backend& backend, const ChangeOptions& options, Call call, const Format& format,
               const std::string& done = "Done.");

// A change among several, and of whom it is told.
struct NamedCall {
  std::string name;
  Call call;
};

// What happens between: all of them are tried (`dry_run`), which is shown; a person is asked, who
// may say no, unless --yes; then they are done, under one correlation id. Each may be refused by
// itself: exit code 7 then, and where all are, that of the first.
int run_changes(Backend& backend, const ChangeOptions& options,
                const std::vector<NamedCall>& changes);

}  // namespace rolecall
