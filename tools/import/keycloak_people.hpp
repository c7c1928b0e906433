// The people of an export of a Keycloak realm.
#pragma once

#include <cstdio>
#include <memory>

#include "engine/result.hpp"
#include "tools/import/people_mapping.hpp"
#include "tools/import/people_reader.hpp"

namespace rolecall {

// One file, or the files of a split export one behind the other. Reads it once to its end. Fails
// where it is no export of one realm, or has no users.
Result<std::unique_ptr<PeopleReader>> open_keycloak_people(std::FILE* file, PeopleMapping mapping);

}  // namespace rolecall
