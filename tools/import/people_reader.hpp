// The people of a file, row by row, in bounded memory.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/commands/command.hpp"
#include "engine/result.hpp"
#include "tools/import/people_mapping.hpp"
#include "tools/people/people_format.hpp"

namespace rolecall {

struct PersonRow {
  std::uint64_t line_no = 0;   // the line of the file it begins in
  std::string_view bytes;      // as they are in the file; the first row's with the header before
  Result<CreateUser> person;   // its groups by name; or what is wrong with the row
  bool is_blank = false;       // nobody is meant
  std::uint64_t entry_no = 0;  // which one it is, where lines may hold many; 0: they do not
};

class PeopleReader {
 public:
  // Reads a file that can be rewound, and that must outlive the reader. Fails where the header of a
  // CSV file is no good, or the file is UTF-16, and with `unavailable` where it cannot be read.
  // LDIF, exports of Keycloak and SCIM listings are read once to their end before: fails where
  // anything tells that people may be missing.
  static Result<std::unique_ptr<PeopleReader>> open(std::FILE* file, PeopleFormat format,
                                                    PeopleMapping mapping);

  PeopleReader() = default;
  PeopleReader(const PeopleReader&) = delete;
  PeopleReader& operator=(const PeopleReader&) = delete;
  virtual ~PeopleReader() = default;

  // The next row, valid until the next call; nothing: there is none. `unavailable`: cannot be read.
  virtual Result<std::optional<PersonRow>> next() = 0;

  // What the rows had that was not taken, a sentence each.
  virtual std::vector<std::string> notes() const { return {}; }
};

}  // namespace rolecall
