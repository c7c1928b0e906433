// Hashes of keys in memory; they are never stored.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/types/uuid.hpp"

namespace rolecall {

std::uint64_t hash_of(std::string_view bytes);
inline std::uint64_t hash_of(const Uuid& id) {
  return hash_of({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}
std::uint64_t hash_of(std::uint32_t a, std::uint32_t b);

}  // namespace rolecall
