// A person as a row of CSV (RFC 4180), such as an import reads (people/README.md).
#pragma once

#include <string>

#include "engine/commands/command.hpp"

namespace rolecall {

void append_csv_header(std::string& out);
void append_csv(std::string& out, const CreateUser& person);

}  // namespace rolecall
