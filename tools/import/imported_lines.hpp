// Which lines of people files the directory has taken in, by the marks of their events
// (import_digest.hpp).
#pragma once

#include <vector>

#include "engine/types/uuid.hpp"
#include "projections/directory/directory.hpp"

namespace rolecall {

// Memory: 24 bytes an event of a line that has been imported.
class ImportedLines {
 public:
  // Reads the whole log. Fails with what it fails.
  static Result<ImportedLines> scan(const Directory& directory);

  // Where the last event of the line is; nothing: there is none.
  std::optional<Position> find(const RequestId& mark) const;

 private:
  struct Line {
    RequestId mark;
    Position position{};
    auto operator<=>(const Line&) const = default;
  };
  std::vector<Line> lines_;  // by mark and position
};

}  // namespace rolecall
