// The people of a file, row by row, in bounded memory.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/commands/command.hpp"
#include "engine/result.hpp"
#include "tools/people/people_format.hpp"

namespace rolecall {

struct PersonRow {
  std::uint64_t line_no = 0;  // the line of the file it begins in
  std::string_view bytes;     // as they are in the file; the first row's with the header before
  Result<CreateUser> person;  // or what is wrong with the row
  bool is_blank = false;      // nobody is meant
};

class PeopleReader {
 public:
  // Reads a file that can be rewound, and that must outlive the reader. Fails where the header of a
  // CSV file is no good, or the file is UTF-16, and with `unavailable` where it cannot be read.
  static Result<std::unique_ptr<PeopleReader>> open(std::FILE* file, PeopleFormat format);

  PeopleReader() = default;
  PeopleReader(const PeopleReader&) = delete;
  PeopleReader& operator=(const PeopleReader&) = delete;
  virtual ~PeopleReader() = default;

  // The next row, valid until the next call; nothing: there is none. `unavailable`: cannot be read.
  virtual Result<std::optional<PersonRow>> next() = 0;
};

}  // namespace rolecall
