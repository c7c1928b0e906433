// What whoever acted is called.
#pragma once

#include <string_view>

#include "projections/model/view.hpp"

namespace rolecall {

// The username at that position, or the name of an imported actor; empty: neither, or erased.
std::string_view name_of_actor(const View& view, const UserId& id);

}  // namespace rolecall
