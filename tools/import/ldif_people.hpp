// The people of an LDIF file: of OpenLDAP, Active Directory, another server, or our own export.
#pragma once

#include <cstdio>
#include <memory>

#include "engine/result.hpp"
#include "tools/import/people_mapping.hpp"
#include "tools/import/people_reader.hpp"

namespace rolecall {

// Reads the file once to its end. Fails where it is not whole: cut off, an answer that the server
// has cut, a list of changes, or groups of which only a part is there.
Result<std::unique_ptr<PeopleReader>> open_ldif_people(std::FILE* file, PeopleMapping mapping);

}  // namespace rolecall
