// The order of names in the ordered indexes: bytes compared unsigned after folding A-Z to a-z.
//
// Names are UTF-8 without NUL bytes. Folding knows ASCII only: a name whose canonical key needs
// more is to be given as that key, which folding leaves as it is.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/endian/conversion.hpp>

namespace rolecall {

// A-Z to a-z in each of eight bytes.
constexpr std::uint64_t fold_ascii(std::uint64_t bytes) {
  constexpr std::uint64_t each = 0x0101010101010101;
  const std::uint64_t low_bits = bytes & 0x7f * each;
  const std::uint64_t from_a = low_bits + (0x80 - 'A') * each;       // high bit: 'A' or later
  const std::uint64_t after_z = low_bits + (0x80 - 'Z' - 1) * each;  // high bit: later than 'Z'
  return bytes | ((from_a ^ after_z) & ~bytes & 0x80 * each) >> 2;
}

// Eight folded bytes of `name` from `offset` on, the first one highest, zeros behind its end. Such
// words compare like the names there; a word whose lowest byte is zero is the name's last one.
inline std::uint64_t folded_word(std::string_view name, std::size_t offset) {
  using namespace boost::endian;
  if (offset >= name.size()) return 0;
  const auto* at = reinterpret_cast<const unsigned char*>(name.data()) + offset;
  const std::size_t left = name.size() - offset;
  if (left >= 8) return fold_ascii(load_big_u64(at));
  const std::size_t beyond_bits = 8 * (8 - left);
  // The last bytes by loads that overlap what lies before them: no loop, nothing read behind.
  if (name.size() >= 8) return fold_ascii(load_big_u64(at + left - 8) << beyond_bits);
  if (left >= 4) {
    return fold_ascii(std::uint64_t{load_big_u32(at)} << 32 |
                      std::uint64_t{load_big_u32(at + left - 4)} << beyond_bits);
  }
  return fold_ascii(std::uint64_t{at[0]} << 56 |
                    std::uint64_t{at[left / 2]} << (56 - left / 2 * 8) |
                    std::uint64_t{at[left - 1]} << beyond_bits);
}

// Compares from byte `offset` on; before it the two are known to be equal and not at their ends.
inline std::strong_ordering compare_folded(std::string_view a, std::string_view b,
                                           std::size_t offset = 0) {
  for (;; offset += 8) {
    const std::uint64_t word = folded_word(a, offset);
    const auto order = word <=> folded_word(b, offset);
    if (order != 0 || (word & 0xff) == 0) return order;
  }
}

inline bool starts_with_folded(std::string_view name, std::string_view prefix) {
  return name.size() >= prefix.size() && compare_folded(name.substr(0, prefix.size()), prefix) == 0;
}

}  // namespace rolecall
