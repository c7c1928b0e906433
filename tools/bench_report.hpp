// What jobs have measured, for programs and for people (load/README.md).
#pragma once

#include <string>
#include <vector>

#include "tools/load/job.hpp"

namespace rolecall {

// {"jobs": [...]}, in one line.
std::string bench_json(const std::vector<load::MeasuredJob>& jobs);
std::string bench_table(const std::vector<load::MeasuredJob>& jobs);

// Where something failed: a line for each job of which something did, e.g. for stderr; else empty.
std::string bench_failures(const std::vector<load::MeasuredJob>& jobs);

}  // namespace rolecall
