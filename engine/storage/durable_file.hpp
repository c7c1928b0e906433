// The directory entry of a new file or directory is durable only after its parent has been synced.
#pragma once

#include <filesystem>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall {

Result<void> sync_directory(const std::filesystem::path& directory);

// A file for its owner alone, in the place of the one there is: in one step, and durable when it
// succeeds. What is cut short may leave PATH.new.
Result<void> replace_file(const std::filesystem::path& path, std::string_view text);

// "PATH: what the system says of errno".
Error file_error(const std::filesystem::path& path);

}  // namespace rolecall
