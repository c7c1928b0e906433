// The file an import reads.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "engine/result.hpp"

namespace rolecall {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// A file that can be rewound: what comes through a pipe, or from standard input ("-"), is copied to
// a temporary file without a name first. Fails with not_found, unavailable and storage_full.
Result<File> open_input(const std::string& name);

// How many lines it has, to tell how far the work is. Leaves it at its end.
std::uint64_t count_lines(std::FILE* file);

}  // namespace rolecall
