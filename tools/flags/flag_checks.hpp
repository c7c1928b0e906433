// What more than one verb holds the value of a flag against.
#pragma once

#include <CLI/App.hpp>

namespace rolecall {

// Of what is empty, most likely a variable of a script that is not set, the default is not meant.
CLI::Validator says_something();

}  // namespace rolecall
