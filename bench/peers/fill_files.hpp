// The people as the peers' own tools load them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/peers/subject.hpp"

namespace rolecall::peers {

// Writes the files of subject.hpp. `users` are the subjects in JSON, `answer` is one of rolecall's
// to a lookup. Fails where one cannot be written.
Result<void> write_files(const std::filesystem::path& folder, const Filled& filled,
                         const std::vector<std::string>& users, const std::string& answer);

}  // namespace rolecall::peers
