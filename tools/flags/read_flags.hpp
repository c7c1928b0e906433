// The verbs that only ask, with their flags: the parameters of the routes that answer.
#pragma once

#include <CLI/App.hpp>

#include "tools/flags/asked.hpp"

namespace rolecall {

// `asked` must outlive the app.
void add_read_verbs(CLI::App& app, Asked& asked);

}  // namespace rolecall
