// The flags that many verbs have.
#pragma once

#include <CLI/App.hpp>

#include "tools/verbs.hpp"

namespace rolecall {

// A verb that works on a data folder.
CLI::App& add_folder_verb(CLI::App& app, const char* name, const char* help, Common& common);
// A verb that works on a data folder or asks a server.
CLI::App& add_directory_verb(CLI::App& app, const char* name, const char* help, Common& common);
// Verbs below one name, such as `keys list`; the same one each time it is asked for.
CLI::App& verbs_below(CLI::App& app, const char* name, const char* help);

}  // namespace rolecall
