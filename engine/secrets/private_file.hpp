// Whether a file that holds a secret is for its reader alone.
#pragma once

#include <filesystem>
#include <sys/stat.h>

namespace rolecall {

// False: its mode lets others read or change it. In the folder of credentials that the service
// manager makes for this process ($CREDENTIALS_DIRECTORY) the mode's group stands for this process,
// which may read: an access control list shows so.
bool is_private(const std::filesystem::path& path, const struct stat& about);

}  // namespace rolecall
