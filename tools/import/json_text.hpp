// JSON kept as it was written. To build a value and write it anew would change numbers: 0.3 becomes
// 3E-1, and one in ten of 17 digits is read a last place off.
//
// All functions take JSON that has been found valid.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rolecall {

// The value of an object's nth member, from 0, with the space around it.
std::string_view member_text(std::string_view object, std::size_t n);

// Without the space between its parts.
std::string compact_json(std::string_view json);

}  // namespace rolecall
