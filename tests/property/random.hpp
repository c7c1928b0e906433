// Choices by chance, all of one seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>

namespace rolecall::test::model {

class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed) {}

  // 0 to n - 1.
  std::size_t below(std::size_t n) { return bits_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Container>
  const auto& pick(const Container& from) {
    return *std::next(std::begin(from), static_cast<std::ptrdiff_t>(below(std::size(from))));
  }
  std::uint64_t bits() { return bits_(); }

 private:
  std::mt19937_64 bits_;
};

}  // namespace rolecall::test::model
