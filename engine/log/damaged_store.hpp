// What is said of a store whose file is damaged: which one it is, and what to do.
#pragma once

#include <filesystem>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall {

// `corrupt`: "NAME: WHAT; DIRECTORY is damaged: put it back from a backup". That of `activity` may
// be deleted instead.
Error damaged_store(const std::filesystem::path& directory, std::string_view what);

}  // namespace rolecall
