// What the driver asks of the server before and besides the load.
#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "tools/load/requests.hpp"
#include "engine/result.hpp"

namespace rolecall::load {

// ADDRESS:PORT, numeric, IPv6 in brackets. `invalid_argument` for all that is not this machine: a
// load is an attack on whoever has not asked for it.
Result<boost::asio::ip::tcp::endpoint> parse_loopback(std::string_view text);

// The body of the answer to one GET, waiting for it; any answer but 200 is an error.
Result<std::string> get(const boost::asio::ip::tcp::endpoint& server, std::string_view target,
                        std::string_view api_key);

// How many users there are, and up to `max` viewers and analysts of them.
Result<std::uint32_t> count_users(const boost::asio::ip::tcp::endpoint& server,
                                  std::string_view api_key);
Result<std::vector<KnownUser>> learn_users(const boost::asio::ip::tcp::endpoint& server,
                                           std::string_view api_key, std::size_t max);

// The CPU time a process has used so far, in user and kernel mode; 0 where there is none.
double cpu_seconds_of(pid_t process);

}  // namespace rolecall::load
