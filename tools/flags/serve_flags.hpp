// What `rolecall serve` and `config` take.
#pragma once

#include <CLI/App.hpp>

#include "tools/verbs.hpp"

namespace rolecall {

// Checks each value by itself. `options` must outlive the verb.
void add_serve_flags(CLI::App& verb, ServeOptions& options);

}  // namespace rolecall
