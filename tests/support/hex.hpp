// Bytes as people write them down.
#pragma once

#include <iterator>
#include <string>
#include <string_view>

#include <boost/algorithm/hex.hpp>

namespace rolecall::test {

inline std::string from_hex(std::string_view hex) {
  return boost::algorithm::unhex(std::string(hex));
}
inline std::string to_hex(std::string_view bytes) {
  std::string hex;
  boost::algorithm::hex_lower(bytes, std::back_inserter(hex));
  return hex;
}

}  // namespace rolecall::test
