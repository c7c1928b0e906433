// One thread of a load, with connections and figures of its own.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "engine/result.hpp"
#include "tools/load/connection.hpp"
#include "tools/load/readiness.hpp"
#include "tools/load/schedule.hpp"

namespace rolecall::load {

class Worker {
 public:
  // Sends what `next` appends: as the schedule says (an open loop), or where there is none as soon
  // as an answer makes room (a closed one).
  Worker(NextRequest next, std::optional<Schedule> schedule)
      : next_(std::move(next)), schedule_(schedule) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Waits until all are connected and greeted.
  Result<void> open(const boost::asio::ip::tcp::endpoint& server, const Protocol& protocol,
                    std::size_t connections, unsigned depth);

  // From a thread of its own. Nothing is due after `seconds`, which are counted from `began`, or
  // after the last request there is; but a closed loop always sends a first one. What is in flight
  // then is waited for. Requests of a schedule that still wait for a connection then are sent in
  // the ten seconds after it, or given up.
  // Ends early where another thread sets `is_over`. Fails where a connection fails, or where
  // nothing has been answered for half a minute.
  Result<void> run(Clock::time_point began, std::chrono::nanoseconds seconds,
                   const std::atomic<bool>& is_over);

  // From any thread: how many answers there have been.
  std::uint64_t answers() const { return answers_.load(std::memory_order_relaxed); }
  // When run() has ended.
  const Tally& tally() const { return tally_; }

 private:
  struct Slot {
    explicit Slot(Connection opened) : connection(std::move(opened)) {}
    Connection connection;
    bool is_waiting = false;  // in waiting_
  };

  Result<void> handle(Slot& slot);
  void fill(Connection& connection);
  Result<void> send_what_is_due();
  bool has_more_due(Clock::time_point now) const;
  std::uint64_t in_flight() const { return asked_ - tally_.latencies.total(); }
  Clock::time_point next_moment() const;

  NextRequest next_;
  std::optional<Schedule> schedule_;
  Tally tally_;
  Readiness readiness_;
  std::vector<Slot> slots_;
  std::deque<Slot*> waiting_;  // of an open loop: those with room, in turn
  std::vector<char> buffer_ = std::vector<char>(65536);
  Clock::time_point began_, end_;
  bool is_exhausted_ = false;
  std::uint64_t asked_ = 0;
  std::atomic<std::uint64_t> answers_ = 0;
};

}  // namespace rolecall::load
