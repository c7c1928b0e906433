// Lists by first and max, as Keycloak has them.
#pragma once

#include <cstddef>

#include "api/parameters.hpp"

namespace rolecall::wallaroo {

struct Slice {
  std::size_t first = 0;
  std::size_t max = 100;
};

// The parameters `first` (0) and `max` (100; -1: all).
Slice slice_of(Parameters& parameters);

}  // namespace rolecall::wallaroo
