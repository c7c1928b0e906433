// What whoever acted is called.
#pragma once

#include <string_view>

#include "projections/model/read_model.hpp"

namespace rolecall {

// The username at that position, or the name of an imported actor; empty: neither, or erased.
std::string_view name_of_actor(const ReadModel& model, const UserId& id, Position at);

}  // namespace rolecall
