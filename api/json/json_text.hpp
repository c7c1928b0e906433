// JSON kept as it was written. To build a value and write it anew would change numbers: 0.3 becomes
// 3E-1, and one in ten of 17 digits is read a last place off.
//
// All functions take JSON that has been found valid.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace rolecall {

// The value of an object's nth member, from 0, with the space around it.
std::string_view member_text(std::string_view object, std::size_t n);

// The values of an array, with the space around each.
std::vector<std::string_view> element_texts(std::string_view array);

// Without the space between its parts.
std::string compact_json(std::string_view json);

// The same of the member of that name, of the object that `json` is the text of.
std::string compact_member(const boost::json::object& object, std::string_view json,
                           std::string_view name);

}  // namespace rolecall
