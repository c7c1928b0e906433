// What the indexes of a log hold, as one number: whether they are those of its records is told by
// summing up both, in whatever order.
#pragma once

#include <cstdint>
#include <cstring>

#include "engine/log/log.hpp"

namespace rolecall {

class IndexSum {
 public:
  // An entry of a nil id is none.
  void add(StreamKind kind, const Uuid& id, Position position) {
    if (id.is_nil()) return;
    std::uint64_t halves[2];
    std::memcpy(halves, id.bytes.data(), sizeof halves);
    const auto kind_number = static_cast<std::uint64_t>(kind);
    sum_ += mix(halves[0] + mix(halves[1] + mix(number(position) * 4 + kind_number)));
    ++entries_;
  }

  bool operator==(const IndexSum&) const = default;

 private:
  // The finalizer of SplitMix64: each bit of the input changes each of the output half the time.
  static std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }

  std::uint64_t sum_ = 0;
  std::uint64_t entries_ = 0;
};

}  // namespace rolecall
