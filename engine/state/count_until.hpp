// How many of the things numbered in order of creation had been created by a position.
#pragma once

#include <atomic>
#include <cassert>
#include <cstdint>

#include "engine/types/position.hpp"

namespace rolecall {

// `count`: how many there are, as published; `created(i)`: the position of the creation of i.
template <class Created>
std::uint32_t count_until(Position at, const std::atomic<std::uint32_t>& count, Created created) {
  std::uint32_t low = 0;
  std::uint32_t high = count.load(std::memory_order_acquire);
  if (high != 0 && created(high - 1) <= at) return high;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (created(middle) <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  assert(low == 0 || created(low - 1) <= at);
  return low;
}

}  // namespace rolecall
