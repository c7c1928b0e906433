// What a JSON Web Token says, without a look at its signature: as clients read it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace rolecall::test {

inline std::string decode_base64url(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) throw std::runtime_error("is no base64url");
    bits = bits << 6 | static_cast<unsigned>(digit);
    if ((count += 6) >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xff);
  }
  return bytes;
}

inline boost::json::value claims_of(std::string_view token) {
  const auto begin = token.find('.') + 1;
  return boost::json::parse(decode_base64url(token.substr(begin, token.rfind('.') - begin)));
}

}  // namespace rolecall::test
