// A person as a line of JSON, such as an import reads (people/README.md).
#pragma once

#include <string>

#include "engine/commands/command.hpp"

namespace rolecall {

void append_ndjson(std::string& out, const CreateUser& person);

}  // namespace rolecall
