// The verbs `completion` and `man`: what is made from the command line itself.
#pragma once

#include <functional>

#include <CLI/App.hpp>

namespace rolecall {

// `run` becomes what the verb that was asked for does, and answers the exit code. Both must outlive
// the parse and that call.
void add_document_verbs(CLI::App& app, std::function<int()>& run);

}  // namespace rolecall
