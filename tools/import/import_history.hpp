// Imports a history into a directory that holds nothing else, or the beginning of the same history.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>

#include "engine/result.hpp"
#include "tools/opened_directory.hpp"

namespace rolecall {

struct ImportReport {
  std::uint64_t lines = 0;         // of the file
  std::uint64_t lines_before = 0;  // of them an earlier import had stored
  std::uint64_t events = 0;        // stored now

  // The lines before the one refused are stored, it and those behind it are not.
  struct Refusal {
    std::uint64_t line_no = 0;
    Error error;  // its detail begins with the line
  };
  std::optional<Refusal> refused;
};

using ImportProgress = std::function<void(std::uint64_t lines_done, std::uint64_t lines)>;

// Reads the file, which can be rewound, twice: a line that cannot be understood is an error (that
// names it), and nothing is stored. `conflict`: the directory holds something else.
Result<ImportReport> import_history(OpenedDirectory& opened, std::FILE* file,
                                    const ImportProgress& progress);

}  // namespace rolecall
