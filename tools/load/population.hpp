// People to fill a directory with: invented, with names that look like names.
//
// person(i) is a pure function: the same everywhere and always. Usernames and e-mails are unique.
// About 79 bytes of text each; some names are not ASCII, some usernames not all lower case. Roles
// are 70 % viewer, 20 % analyst, 8 % admin, 2 % ops.
#pragma once

#include <cstdint>
#include <string>

#include "engine/types/role.hpp"

namespace rolecall {

struct Person {
  std::string username;
  std::string email;
  std::string display;
  std::string first;
  std::string last;
  Role role;
};

Person person(std::uint64_t number);

// As they are created over HTTP, or imported. Nothing in the population needs an escape.
std::string json_of(const Person& person);

}  // namespace rolecall
