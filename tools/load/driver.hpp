// Runs a load on a server: connections that keep requests in flight, divided among threads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "engine/result.hpp"
#include "tools/load/connection.hpp"

namespace rolecall::load {

struct Load {
  unsigned connections = 1;
  unsigned depth = 1;                 // requests in flight on each
  std::optional<double> seconds;      // nothing: until there are no more requests
  std::optional<std::uint64_t> rate;  // requests per second; nothing: as many as are answered
  Protocol protocol{};
};

struct LoadResult {
  Tally tally;
  double seconds = 0;  // until the last answer
};

// A thread for each source of requests; there are no more sources than connections. Waits until all
// is answered, and tells `progress`, from this thread, how many answers there have been and how
// many seconds have passed: when all are connected (0, 0), ten times a second, and at the end,
// before the connections close. Fails as Worker::open and Worker::run do.
Result<LoadResult> run_load(const boost::asio::ip::tcp::endpoint& server, const Load& load,
                            std::vector<NextRequest> sources,
                            const std::function<void(std::uint64_t, double)>& progress);

}  // namespace rolecall::load
