// Lists by first and max, as Keycloak has them.
#pragma once

#include <cstddef>

#include "api/parameters.hpp"

namespace rolecall::wallaroo {

struct Slice {
  std::size_t first = 0;
  std::size_t max = 100;
};
inline constexpr Slice whole_list{0, 2'147'483'647};

// The parameters `first` and `max` (-1: all).
Slice slice_of(Parameters& parameters, Slice otherwise = {});

}  // namespace rolecall::wallaroo
