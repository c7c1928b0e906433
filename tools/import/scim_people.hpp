// The people of a SCIM listing (RFC 7644, section 3.4.2): the answer to GET /Users.
#pragma once

#include <cstdio>
#include <memory>

#include "engine/result.hpp"
#include "tools/import/people_mapping.hpp"
#include "tools/import/people_reader.hpp"

namespace rolecall {

// One page or several, one behind the other or in an array. Reads them once to their end. Fails
// where they are not all that there are: the numbers must sum up, and no id may come twice.
Result<std::unique_ptr<PeopleReader>> open_scim_people(std::FILE* file, PeopleMapping mapping);

}  // namespace rolecall
