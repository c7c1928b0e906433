// Where a server is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "engine/result.hpp"

namespace rolecall::load {

struct ServerAddress {
  std::string host;       // a name or an address, without brackets
  std::string port;       // a number
  std::string authority;  // as the field Host has it
  bool is_tls = false;

  bool operator==(const ServerAddress&) const = default;
};

// http or https://HOST or HOST:PORT, an IPv6 address in brackets, with nothing but / behind.
// `invalid_argument` for all else.
Result<ServerAddress> parse_server_url(std::string_view text);

// Asks the system for the addresses of the host, in the order in which they are to be tried, and
// waits for the answer. `unavailable`: it has none.
Result<std::vector<boost::asio::ip::tcp::endpoint>> resolve(const ServerAddress& address);

}  // namespace rolecall::load
