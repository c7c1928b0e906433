// The orders that lists of users come in.
#pragma once

#include <vector>

#include "api/parameters.hpp"
#include "projections/users/user_sort.hpp"

namespace rolecall::posit_connect {

// The parameters sort and asc_order; by default first name, last name, username, as they are shown.
std::vector<UserSort> take_order(Parameters& parameters);

}  // namespace rolecall::posit_connect
