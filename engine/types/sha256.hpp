// SHA-256 (FIPS 180-4). Threads: any; each keeps a context of its own.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace rolecall {

using Hash = std::array<std::uint8_t, 32>;

// Of the parts, one after the other.
Hash sha256(std::initializer_list<std::string_view> parts);

inline std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace rolecall
