#include "tools/flags/flag_checks.hpp"

#include <CLI/CLI.hpp>

namespace rolecall {

CLI::Validator says_something() {
  return {[](std::string& value) { return std::string(value.empty() ? "is empty" : ""); }, ""};
}

}  // namespace rolecall
