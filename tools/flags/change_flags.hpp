// The verbs that change something, with their flags: the members of the bodies that the routes
// take.
#pragma once

#include <CLI/App.hpp>

#include "tools/flags/asked.hpp"

namespace rolecall {

// Behind the verbs that read, below some of which they stand. `asked` must outlive the app.
void add_change_verbs(CLI::App& app, Asked& asked);

}  // namespace rolecall
