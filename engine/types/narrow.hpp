// A number in a smaller type, never cut: the process ends where it does not fit.
#pragma once

#include <cassert>
#include <utility>

namespace rolecall {

template <class To, class From>
constexpr To narrow(From value) {
  assert(std::in_range<To>(value));
  return static_cast<To>(value);
}

}  // namespace rolecall
