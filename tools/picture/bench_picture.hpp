// Loads as a picture.
#pragma once

#include <string>
#include <vector>

#include "tools/load/job.hpp"

namespace rolecall {

// A row for each job, at least one: its requests per second as a bar, and beside it from the median
// to the 99th percentile of its latencies, on a logarithmic axis.
std::string draw_bench(const std::vector<load::MeasuredJob>& jobs);

}  // namespace rolecall
