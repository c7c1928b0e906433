#pragma once

#include <cstdint>

namespace rolecall {

// Which key of the pool (secrets/key_pool.hpp) seals an event; 0: none, nothing is sealed.
enum class KeyNo : std::uint32_t {};
constexpr std::uint32_t number(KeyNo n) { return static_cast<std::uint32_t>(n); }

}  // namespace rolecall
