// The directory entry of a new file or directory is durable only after its parent has been synced.
#pragma once

#include <filesystem>

#include "engine/result.hpp"

namespace rolecall {

Result<void> sync_directory(const std::filesystem::path& directory);

// "PATH: what the system says of errno".
Error file_error(const std::filesystem::path& path);

}  // namespace rolecall
