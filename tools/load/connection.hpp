// One connection of a load: keeps a number of requests in flight, reads their answers, measures.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "tools/load/latencies.hpp"
#include "tools/load/requests.hpp"
#include "engine/result.hpp"

namespace rolecall::load {

using Clock = std::chrono::steady_clock;

// Appends the next request; nothing: there are no more.
using NextRequest = std::function<std::optional<RequestKind>(std::string& out)>;

// What all connections of a load have measured.
struct Tally {
  std::array<Latencies, request_kind_count> latencies;
  std::array<std::uint64_t, request_kind_count> errors{};  // answers other than 2xx

  std::uint64_t answers() const;
};

class Connection {
 public:
  // `next` and `tally` must outlive the connection.
  Connection(std::size_t depth, const NextRequest& next, Tally& tally)
      : depth_(depth), next_(&next), tally_(&tally) {}
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  Result<void> open(const boost::asio::ip::tcp::endpoint& server);
  int socket() const { return socket_; }

  // Reads and writes as much as is possible without waiting.
  Result<void> advance();
  // All there was to send is sent and answered.
  bool is_done() const { return exhausted_ && in_flight_.empty(); }

 private:
  struct Sent {
    RequestKind kind;
    Clock::time_point at;
  };
  Result<void> receive();
  Result<void> take_answers();
  Result<void> send();

  int socket_ = -1;
  std::size_t depth_;
  const NextRequest* next_;
  Tally* tally_;
  bool exhausted_ = false;
  std::deque<Sent> in_flight_;
  std::string out_;
  std::size_t written_ = 0;  // of out_
  std::string in_;
};

// The length of the answer that `bytes` begins with; 0 where it is not complete. `status` is set
// when it is. Fails with corrupt on what is not an answer with a Content-Length.
Result<std::size_t> answer_length(std::string_view bytes, int& status);

}  // namespace rolecall::load
