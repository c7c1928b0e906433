// Runs a file of exchanges against a server process of its own.
#pragma once

#include <string>
#include <vector>

#include "tests/dialects/exchange_file.hpp"

namespace rolecall::test {

// What went otherwise than the file says: for each exchange that did, FILE:LINE, what was asked,
// what was expected and what was found.
std::vector<std::string> run_exchanges(const ExchangeFile& file);

}  // namespace rolecall::test
