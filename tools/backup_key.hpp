// The file that --key of backup and restore names: written as that of the master key is
// (engine/secrets/master_key.hpp), and another key.
#pragma once

#include <string>

#include "engine/secrets/master_key.hpp"

namespace rolecall {

// Errors name the flag. `not_found`: there is no such file.
Result<MasterKey> load_backup_key(const std::string& path);
// `already_exists`: there is such a file.
Result<MasterKey> create_backup_key(const std::string& path);

}  // namespace rolecall
