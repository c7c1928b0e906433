#include "engine/state/hash.hpp"

#include <array>

#include <xxhash.h>

namespace rolecall {

std::uint64_t hash_of(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t hash_of(std::uint32_t a, std::uint32_t b) {
  const std::array<std::uint32_t, 2> pair{a, b};
  return XXH3_64bits(pair.data(), sizeof pair);
}

}  // namespace rolecall
