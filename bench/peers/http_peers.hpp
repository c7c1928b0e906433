// What is said over HTTP: to rolecall and, in the same bytes, to those that answer as if they were.
#pragma once

#include <string>

#include "tools/load/population.hpp"

namespace rolecall::peers {

// What is posted to create somebody.
std::string creation_json(const Person& person);

}  // namespace rolecall::peers
