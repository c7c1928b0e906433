// Runs a load: connections that keep requests in flight until time or requests run out.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include <boost/asio/ip/tcp.hpp>

#include "tools/load/connection.hpp"
#include "engine/result.hpp"

namespace rolecall::load {

// Connections that do the same.
struct Share {
  std::size_t connections = 0;
  std::size_t depth = 1;  // requests in flight on each
  NextRequest next;
};

struct LoadResult {
  Tally tally;
  double seconds = 0;
};

// One thread. No request is sent after `seconds`; what is in flight then is waited for. Fails where
// a connection fails, or where no answer has come for half a minute. `progress` is told once a
// second how many answers there were.
Result<LoadResult> run_load(const boost::asio::ip::tcp::endpoint& server, std::span<Share> shares,
                            double seconds, const std::function<void(std::uint64_t)>& progress);

}  // namespace rolecall::load
