// Which members of a person the attributes of an LDIF file become, beside those that are known by
// themselves: what --map says.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"

namespace rolecall {

struct MappedAttribute {
  std::string attribute;  // in lower case, with its options
  std::size_t member;     // of profile_members
  std::string name;       // in the attributes, where that is the member
};

// Each "ATTRIBUTE=MEMBER": MEMBER is one of a profile's, or attributes.NAME.
Result<std::vector<MappedAttribute>> parse_attribute_map(std::span<const std::string> texts);

// Whether a value of the attribute is or opens a secret: such are never taken.
bool is_secret_attribute(std::string_view lower_case_name);

}  // namespace rolecall
