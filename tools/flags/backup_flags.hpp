// What `rolecall backup` and `rolecall restore` take.
#pragma once

#include <CLI/App.hpp>

#include "tools/verbs.hpp"

namespace rolecall {

// Each checks each value by itself. `options` must outlive the verb.
void add_backup_flags(CLI::App& verb, BackupOptions& options);
void add_restore_flags(CLI::App& verb, RestoreOptions& options);

}  // namespace rolecall
