// Imports people: each row is an ordinary command to create a user, given by the operator.
//
// Goes on after a stop: rows whose users an earlier import of the same file has created are known
// by their marks (import_digest.hpp), whatever has become of these users; all others are decided,
// also those that were refused then. A group that a new user is in is made before, where it is not
// there; being in it is part of the user's creation.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "engine/result.hpp"
#include "engine/writer/writer.hpp"
#include "projections/directory/directory.hpp"
#include "tools/import/import_digest.hpp"
#include "tools/import/people_reader.hpp"

namespace rolecall {

// What became of a row.
struct ImportedRow {
  std::uint64_t line_no = 0;
  std::uint64_t entry_no = 0;   // which one it is, where lines may hold many; else 0
  Result<Outcome> outcome;      // the user and the position of its creation, or why it was refused
  bool is_from_before = false;  // created by an earlier import
};

struct PeopleReport {
  std::uint64_t created = 0;
  std::uint64_t created_before = 0;  // by an earlier import
  std::uint64_t refused = 0;
  std::uint64_t groups_created = 0;
  // What ended the import before the end of the file: the store failed, or the file could not be
  // read. Rows that were not told of may be stored or not.
  std::optional<Error> failure;
};

// `tell` is called once a row, in the order of the file, on the caller's thread. Memory: that of a
// few thousand rows, and 24 bytes a line ever imported. Fails where the log cannot be read.
Result<PeopleReport> import_people(Directory& directory, ImportDigest digest, PeopleReader& reader,
                                   const std::function<void(const ImportedRow&)>& tell);

}  // namespace rolecall
