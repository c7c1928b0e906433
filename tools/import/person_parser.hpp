// A person out of one row of a people file: a create command, with the members of the native
// dialect's create request.
//
// Errors are invalid_argument and name the member. What the values must be beyond their form is
// left to decide().
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/commands/command.hpp"
#include "engine/result.hpp"

namespace rolecall {

// A JSON object: username, email, display_name, first_name, last_name, external_id, attributes
// (object, kept as it is written), role, active. Null is absent; other members are errors.
Result<CreateUser> parse_person(std::string_view json);

// Which member each column of a CSV file holds; made of its header.
class PersonColumns {
 public:
  // Fails on a column that is unknown or there twice, and where there is no username.
  static Result<PersonColumns> parse(std::span<const std::string> header);
  // An empty cell is absent; attributes are JSON text. Apostrophes as in
  // api/spreadsheet_cell.hpp.
  Result<CreateUser> person(std::span<const std::string> cells) const;

 private:
  std::vector<std::size_t> columns_;  // of people_columns
};

}  // namespace rolecall
