// What `rolecall bench` takes.
#pragma once

#include <CLI/App.hpp>

#include "tools/verbs.hpp"

namespace rolecall {

// Checks each value by itself, and which flags go together. `options` must outlive the verb.
void add_bench_flags(CLI::App& verb, BenchOptions& options);

}  // namespace rolecall
